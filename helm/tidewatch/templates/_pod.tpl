{{/* (dict "root" $ "security" …): what every pod begins with. */}}
{{- define "tidewatch.podBase" -}}
serviceAccountName: {{ include "tidewatch.serviceAccountName" .root }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- include "tidewatch.pullSecrets" .root }}
securityContext:
  {{- toYaml (.security | default .root.Values.podSecurityContext) | nindent 2 }}
{{- end }}

{{/* Where a pod of a component may be placed: its values. */}}
{{- define "tidewatch.placement" -}}
{{- with .priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* (dict "root" $ "image" "web" "env" (dict)): what the app's containers have in common. */}}
{{- define "tidewatch.appContainer" -}}
image: {{ include "tidewatch.image" (dict "root" .root "image" (get .root.Values.images .image)) }}
imagePullPolicy: {{ .root.Values.images.pullPolicy }}
securityContext:
  {{- toYaml .root.Values.securityContext | nindent 2 }}
envFrom:
  {{- include "tidewatch.envFrom" .root | nindent 2 }}
env:
  {{- include "tidewatch.env" (dict "root" .root "more" .env) | nindent 2 }}
volumeMounts:
  - name: tmp
    mountPath: /tmp
  - name: run
    mountPath: /run/tidewatch
{{- end }}

{{- define "tidewatch.appVolumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 2Gi
- name: run
  emptyDir:
    sizeLimit: 256Mi
{{- end }}

{{/* (dict "root" $ "image" …): an init container that holds a pod back until the schema is there. */}}
{{- define "tidewatch.waitForMigrations" -}}
- name: wait-for-migrations
  args: [flask, --app, wsgi, wait-for-db, "--within={{ .root.Values.migrate.podWaitSeconds }}"]
  {{- include "tidewatch.appContainer" . | nindent 2 }}
  resources:
    {{- toYaml .root.Values.migrate.resources | nindent 4 }}
{{- end }}

{{/* Annotations by which pods start anew when what they read has changed. */}}
{{- define "tidewatch.checksums" -}}
{{- $root := .root -}}
{{- $found := dict "checksum/config" (include "tidewatch.config" $root | sha256sum) -}}
{{- with $root.Values.secrets.revision }}{{ $_ := set $found "tidewatch/secrets-revision" . }}{{ end -}}
{{ toYaml (merge (dict) (.annotations | default dict) $found) }}
{{- end }}

{{- define "tidewatch.heartbeatProbe" -}}
exec:
  command: [sh, -c, 'test -n "$(find /run/tidewatch/heartbeat -mmin -{{ .minutes }} 2>/dev/null)"']
{{- end }}

{{/* (dict "root" $ "component" "web" "values" … "env" …): a web Deployment, in either role. */}}
{{- define "tidewatch.webDeployment" -}}
{{- $root := .root -}}
{{- $web := $root.Values.web -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "tidewatch.fullname" $root }}-{{ .component }}
  {{- include "tidewatch.metadata" . | nindent 2 }}
spec:
  {{- if not .scaled }}
  replicas: {{ .values.replicas }}
  {{- end }}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 1
  selector:
    matchLabels:
      {{- include "tidewatch.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      {{- $annotations := include "tidewatch.checksums" (dict "root" $root "annotations" $web.podAnnotations) | fromYaml }}
      {{- include "tidewatch.podMetadata" (dict "root" $root "component" .component "labels" $web.podLabels "annotations" $annotations) | nindent 6 }}
    spec:
      {{- include "tidewatch.podBase" (dict "root" $root) | nindent 6 }}
      terminationGracePeriodSeconds: {{ $web.terminationGracePeriodSeconds }}
      initContainers:
        {{- include "tidewatch.waitForMigrations" (dict "root" $root "image" "web" "env" .env) | nindent 8 }}
      containers:
        - name: {{ .component }}
          args: [python, wsgi.py]
          {{- include "tidewatch.appContainer" (dict "root" $root "image" "web" "env" .env) | nindent 10 }}
          ports:
            - name: http
              containerPort: {{ $web.port }}
          startupProbe:
            httpGet: {path: /api/health, port: http}
            periodSeconds: 2
            timeoutSeconds: 3
            failureThreshold: 60
          readinessProbe:
            httpGet: {path: /api/health/ready, port: http}
            periodSeconds: 5
            timeoutSeconds: 6
            failureThreshold: 3
          livenessProbe:
            httpGet: {path: /api/health, port: http}
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          lifecycle:
            preStop:
              exec:
                command: [sleep, {{ $web.preStopSleepSeconds | quote }}]
          resources:
            {{- toYaml .values.resources | nindent 12 }}
      volumes:
        {{- include "tidewatch.appVolumes" $root | nindent 8 }}
      topologySpreadConstraints:
        {{- if $web.topologySpreadConstraints }}
        {{- toYaml $web.topologySpreadConstraints | nindent 8 }}
        {{- else }}
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "tidewatch.selectorLabels" . | nindent 14 }}
        {{- end }}
      {{- include "tidewatch.placement" $web | nindent 6 }}
{{- end }}

{{/* (dict "root" $ "component" "web"): the Service of a web Deployment. */}}
{{- define "tidewatch.webService" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "tidewatch.fullname" .root }}-{{ .component }}
  {{- include "tidewatch.metadata" . | nindent 2 }}
spec:
  type: {{ .type }}
  selector:
    {{- include "tidewatch.selectorLabels" . | nindent 4 }}
  ports:
    - name: http
      port: {{ .root.Values.web.port }}
      targetPort: http
{{- end }}
