{{/* (dict "root" $ "image" .Values.postgresql.image): an image with its registry, by digest or tag. */}}
{{- define "tidewatch.image" -}}
{{- $registry := .root.Values.global.imageRegistry -}}
{{- $name := ternary (printf "%s/%s" ($registry | trimSuffix "/") .image.repository) .image.repository (ne $registry "") -}}
{{- if .image.digest -}}
{{ printf "%s@%s" $name .image.digest }}
{{- else -}}
{{ printf "%s:%s" $name (.image.tag | default .root.Chart.AppVersion) }}
{{- end -}}
{{- end }}

{{- define "tidewatch.pullSecrets" -}}
{{- with .Values.global.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}
