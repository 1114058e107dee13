{{/* Settings that are the same in all of the app's containers. What `config` says goes before them. */}}
{{- define "tidewatch.config" -}}
{{- $web := .Values.web -}}
{{- $scheme := .Values.ingress.scheme | default (ternary "https" "http" .Values.ingress.tls.enabled) -}}
{{- $found := dict
  "HOST" "0.0.0.0"
  "PORT" (toString $web.port)
  "INSTANCE_DIR" "/run/tidewatch"
  "LOG_DIR" "/run/tidewatch/logs"
  "WEBSOCKET_ONLY" (ternary "1" "0" $web.websocketOnly)
  "TRUSTED_PROXIES" (ternary (toString $web.trustedProxies) "0" (or .Values.ingress.enabled .Values.gateway.enabled)) -}}
{{- if .Values.ingress.enabled -}}
{{- $_ := set $found "CORS_ORIGINS" (printf "%s://%s" $scheme .Values.ingress.host) -}}
{{- end -}}
{{- if .Values.platform.enabled -}}
{{- $_ := set $found "TRADING_API_URL" (printf "http://%s-platform:%v" (include "tidewatch.fullname" .) $web.port) -}}
{{- end -}}
{{- range $name, $value := .Values.config }}{{ $_ := set $found $name (toString $value) }}{{ end -}}
{{ toYaml $found }}
{{- end }}
