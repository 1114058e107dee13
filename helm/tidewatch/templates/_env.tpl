{{/* The environment of the app's containers. Passwords come by reference, and Kubernetes puts the addresses together. */}}
{{- define "tidewatch.secretEnv" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .key }}
{{- end }}

{{- define "tidewatch.postgresqlPasswordEnv" -}}
{{- $own := .root.Values.postgresql -}}
{{- $external := .root.Values.externalDatabase -}}
{{- if not $own.enabled -}}
{{ include "tidewatch.secretEnv" (dict "name" .name "secret" $external.existingSecret "key" $external.passwordKey) }}
{{- else if $own.auth.existingSecret -}}
{{ include "tidewatch.secretEnv" (dict "name" .name "secret" $own.auth.existingSecret "key" $own.auth.key) }}
{{- else -}}
{{ include "tidewatch.secretEnv" (dict "name" .name "secret" (include "tidewatch.secretName" .root) "key" .root.Values.secrets.keys.postgresqlPassword) }}
{{- end -}}
{{- end }}

{{- define "tidewatch.valkeyPasswordEnv" -}}
{{- $own := .root.Values.valkey -}}
{{- $external := .root.Values.externalRedis -}}
{{- if not $own.enabled -}}
{{ include "tidewatch.secretEnv" (dict "name" .name "secret" $external.existingSecret "key" $external.passwordKey) }}
{{- else if $own.auth.existingSecret -}}
{{ include "tidewatch.secretEnv" (dict "name" .name "secret" $own.auth.existingSecret "key" $own.auth.key) }}
{{- else -}}
{{ include "tidewatch.secretEnv" (dict "name" .name "secret" (include "tidewatch.secretName" .root) "key" .root.Values.secrets.keys.valkeyPassword) }}
{{- end -}}
{{- end }}

{{- define "tidewatch.databaseEnv" -}}
{{- $external := .Values.externalDatabase -}}
{{- if .Values.postgresql.enabled }}
{{ include "tidewatch.postgresqlPasswordEnv" (dict "root" . "name" "POSTGRES_PASSWORD") }}
- name: DATABASE_URL
  value: {{ printf "postgresql://%s:$(POSTGRES_PASSWORD)@%s-postgresql:5432/%s" .Values.postgresql.auth.username (include "tidewatch.fullname" .) .Values.postgresql.auth.database | quote }}
{{- else if $external.urlKey }}
{{ include "tidewatch.secretEnv" (dict "name" "DATABASE_URL" "secret" $external.existingSecret "key" $external.urlKey) }}
{{- else }}
{{ include "tidewatch.postgresqlPasswordEnv" (dict "root" . "name" "POSTGRES_PASSWORD") }}
- name: DATABASE_URL
  value: {{ printf "postgresql://%s:$(POSTGRES_PASSWORD)@%s:%d/%s?sslmode=%s" $external.username $external.host (int $external.port) $external.database $external.sslMode | quote }}
{{- end }}
{{- end }}

{{- define "tidewatch.redisEnv" -}}
{{- $external := .Values.externalRedis -}}
{{- $scheme := ternary "rediss" "redis" $external.tls -}}
{{- if .Values.valkey.enabled }}
{{ include "tidewatch.valkeyPasswordEnv" (dict "root" . "name" "VALKEY_PASSWORD") }}
- name: REDIS_URL
  value: {{ printf "redis://:$(VALKEY_PASSWORD)@%s-valkey:6379/0" (include "tidewatch.fullname" .) | quote }}
{{- else if $external.urlKey }}
{{ include "tidewatch.secretEnv" (dict "name" "REDIS_URL" "secret" $external.existingSecret "key" $external.urlKey) }}
{{- else if $external.existingSecret }}
{{ include "tidewatch.valkeyPasswordEnv" (dict "root" . "name" "VALKEY_PASSWORD") }}
- name: REDIS_URL
  value: {{ printf "%s://:$(VALKEY_PASSWORD)@%s:%d/%d" $scheme $external.host (int $external.port) (int $external.db) | quote }}
{{- else }}
- name: REDIS_URL
  value: {{ printf "%s://%s:%d/%d" $scheme $external.host (int $external.port) (int $external.db) | quote }}
{{- end }}
{{- end }}

{{- define "tidewatch.envFrom" -}}
- configMapRef:
    name: {{ include "tidewatch.fullname" . }}-config
{{- with .Values.extraEnvFrom }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* (dict "root" $ "more" (list of name and value)): those of the container itself come last but one. */}}
{{- define "tidewatch.env" -}}
{{- $secret := include "tidewatch.secretName" .root -}}
{{- $keys := .root.Values.secrets.keys -}}
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
{{ include "tidewatch.secretEnv" (dict "name" "SECRET_KEY" "secret" $secret "key" $keys.secretKey) }}
{{ include "tidewatch.secretEnv" (dict "name" "ENCRYPTION_KEYS" "secret" $secret "key" $keys.encryptionKeys) }}
{{ include "tidewatch.secretEnv" (dict "name" "METRICS_TOKEN" "secret" $secret "key" $keys.metricsToken) }}
{{- include "tidewatch.databaseEnv" .root }}
{{- include "tidewatch.redisEnv" .root }}
{{- range $name, $value := .more }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- with .root.Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}
