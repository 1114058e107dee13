import { readdirSync } from 'node:fs'
import js from '@eslint/js'
import { importX, createNodeResolver } from 'eslint-plugin-import-x'
import hooks from 'eslint-plugin-react-hooks'
import ts from 'typescript-eslint'

const SRC = `${import.meta.dirname}/src`
const folders = (path) => readdirSync(`${SRC}/${path}`, { withFileTypes: true }).filter((each) => each.isDirectory())
const features = folders('features').flatMap(({ name: domain }) =>
  folders(`features/${domain}`).map(({ name }) => ({ domain, name, path: `./features/${domain}/${name}` })),
)

// What may not be imported where, from the folders as they are: a new feature is kept apart from its first day.
const zones = [
  { target: ['./lib/**/*', './components/**/*'], from: ['./features', './app'], message: 'It would know a domain.' },
  { target: './lib/**/*', from: './components', message: 'Components use lib, not the other way round.' },
  { target: './features/**/*', from: './app', message: 'The app puts features together.' },
  ...features.map(({ domain, name, path }) => ({
    target: `${path}/**/*`,
    from: features
      .filter((other) => other.path !== path && !(other.domain === domain && other.name === 'shared'))
      .map((other) => other.path),
    message: `What several features of ${domain} need belongs in features/${domain}/shared; of two domains, in lib/ or components/.`,
  })),
]

export default ts.config(
  { ignores: ['dist', 'src/lib/api/schema.d.ts', 'public', 'scripts', 'eslint.config.js'] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  hooks.configs.flat['recommended-latest'] ?? hooks.configs.flat.recommended,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
    },
  },
  {
    files: ['src/**'],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts', '.tsx'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      'import-x/resolver-next': [
        createNodeResolver({ extensions: ['.ts', '.tsx', '.js'], alias: { '@': [SRC] }, conditionNames: ['import'] }),
      ],
    },
    rules: {
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-restricted-paths': ['error', { basePath: SRC, zones }],
    },
  },
)
