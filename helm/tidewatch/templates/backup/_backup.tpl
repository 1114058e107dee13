{{/* (dict "root" $ "component" … "args" …): a pod that runs a command of the app beside the volume of backups. */}}
{{- define "tidewatch.backupPod" -}}
{{- $root := .root -}}
metadata:
  {{- include "tidewatch.podMetadata" . | nindent 2 }}
spec:
  {{- include "tidewatch.podBase" (dict "root" $root) | nindent 2 }}
  restartPolicy: Never
  containers:
    - name: {{ .component }}
      args: {{ toJson .args }}
      {{- include "tidewatch.appContainer" (dict "root" $root "image" "worker") | nindent 6 }}
        - name: backups
          mountPath: /backups
      resources:
        {{- toYaml $root.Values.backup.resources | nindent 8 }}
  volumes:
    {{- include "tidewatch.appVolumes" $root | nindent 4 }}
    - name: backups
      persistentVolumeClaim:
        claimName: {{ $root.Values.backup.persistence.existingClaim | default (printf "%s-backup" (include "tidewatch.fullname" $root)) }}
{{- end }}
