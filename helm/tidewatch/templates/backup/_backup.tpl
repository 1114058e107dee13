{{/* (dict "root" $ "component" … "script" …): a pod that has PostgreSQL's programs, and the volume of dumps. */}}
{{- define "tidewatch.dumpPod" -}}
{{- $root := .root -}}
{{- $own := $root.Values.postgresql -}}
{{- $external := $root.Values.externalDatabase -}}
metadata:
  {{- include "tidewatch.podMetadata" . | nindent 2 }}
spec:
  {{- include "tidewatch.podBase" (dict "root" $root "security" $own.podSecurityContext) | nindent 2 }}
  restartPolicy: Never
  containers:
    - name: {{ .component }}
      image: {{ include "tidewatch.image" (dict "root" $root "image" $own.image) }}
      imagePullPolicy: {{ $root.Values.images.pullPolicy }}
      command: [bash, -euo, pipefail, -c]
      args:
        - |
          {{- .script | nindent 10 }}
      securityContext:
        {{- toYaml $root.Values.securityContext | nindent 8 }}
      env:
        {{- if $own.enabled }}
        {{- include "tidewatch.postgresqlPasswordEnv" (dict "root" $root "name" "PGPASSWORD") | nindent 8 }}
        - name: DATABASE
          value: {{ printf "postgresql://%s@%s-postgresql:5432/%s" $own.auth.username (include "tidewatch.fullname" $root) $own.auth.database | quote }}
        {{- else if $external.urlKey }}
        {{- include "tidewatch.secretEnv" (dict "name" "DATABASE" "secret" $external.existingSecret "key" $external.urlKey) | nindent 8 }}
        {{- else }}
        {{- include "tidewatch.postgresqlPasswordEnv" (dict "root" $root "name" "PGPASSWORD") | nindent 8 }}
        - name: DATABASE
          value: {{ printf "postgresql://%s@%s:%d/%s?sslmode=%s" $external.username $external.host (int $external.port) $external.database $external.sslMode | quote }}
        {{- end }}
      resources:
        {{- toYaml $root.Values.backup.resources | nindent 8 }}
      volumeMounts:
        - name: dumps
          mountPath: /dumps
        - name: tmp
          mountPath: /tmp
  volumes:
    - name: dumps
      persistentVolumeClaim:
        claimName: {{ $root.Values.backup.persistence.existingClaim | default (printf "%s-backup" (include "tidewatch.fullname" $root)) }}
    - name: tmp
      emptyDir:
        sizeLimit: 256Mi
{{- end }}
