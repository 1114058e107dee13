{{/* Names and labels. CronJobs take 52 characters, of which the longest suffix needs 19. */}}
{{- define "tidewatch.name" -}}
{{ .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "tidewatch.fullname" -}}
{{- $full := .Release.Name -}}
{{- if .Values.fullnameOverride -}}
{{- $full = .Values.fullnameOverride -}}
{{- else if not (contains (include "tidewatch.name" .) .Release.Name) -}}
{{- $full = printf "%s-%s" .Release.Name (include "tidewatch.name" .) -}}
{{- end -}}
{{- if gt (len $full) 33 -}}
{{- /* Cut alone, two long names could become one. */ -}}
{{ printf "%s-%s" ($full | trunc 24 | trimSuffix "-") (sha256sum $full | trunc 8) }}
{{- else -}}
{{ $full }}
{{- end -}}
{{- end }}

{{/* (dict "root" $ "component" "web"): what selects a component's pods; it never changes. */}}
{{- define "tidewatch.selectorLabels" -}}
app.kubernetes.io/name: {{ include "tidewatch.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "tidewatch.metadata" -}}
labels:
  {{- include "tidewatch.selectorLabels" . | nindent 2 }}
  app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
  app.kubernetes.io/managed-by: {{ .root.Release.Service }}
  helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
  {{- with .root.Values.commonLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- $annotations := merge (dict) (.annotations | default dict) .root.Values.commonAnnotations }}
{{- with $annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* (dict "root" $ "component" … "labels" … "annotations" …): a pod's labels and annotations. A new version
of the chart alone changes none of them, so that it restarts nothing. */}}
{{- define "tidewatch.podMetadata" -}}
labels:
  {{- include "tidewatch.selectorLabels" . | nindent 2 }}
  {{- with .root.Values.commonLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "tidewatch.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (include "tidewatch.fullname" .) }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end }}

{{- define "tidewatch.secretName" -}}
{{ .Values.secrets.existingSecret | default (printf "%s-secrets" (include "tidewatch.fullname" .)) }}
{{- end }}

{{/* Components whose pods open the database and Valkey. */}}
{{- define "tidewatch.clients" -}}
{{- $found := list "web" "migrate" "test" -}}
{{- if .Values.beat.enabled }}{{ $found = append $found "beat" }}{{ end -}}
{{- if .Values.platform.enabled }}{{ $found = append $found "platform" }}{{ end -}}
{{- range $name, $worker := .Values.workers -}}
{{- if ne (toString $worker.enabled) "false" }}{{ $found = append $found (printf "worker-%s" $name) }}{{ end -}}
{{- end -}}
{{ toJson $found }}
{{- end }}
