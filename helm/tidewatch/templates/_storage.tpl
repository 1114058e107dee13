{{/* (dict "root" $ "component" … "persistence" …): claims have nothing that changes with a version, for a
StatefulSet's may never change. */}}
{{- define "tidewatch.claimTemplate" -}}
volumeClaimTemplates:
  - metadata:
      name: data
      labels:
        {{- include "tidewatch.selectorLabels" . | nindent 8 }}
    spec:
      {{- include "tidewatch.claimSpec" .persistence | nindent 6 }}
{{- end }}

{{- define "tidewatch.claimSpec" -}}
accessModes: [ReadWriteOnce]
{{- with .storageClass }}
storageClassName: {{ . }}
{{- end }}
resources:
  requests:
    storage: {{ .size }}
{{- end }}

{{/* (dict "root" $ "component" "valkey" "port" 6379): the Service of the one pod of a StatefulSet. */}}
{{- define "tidewatch.dataService" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "tidewatch.fullname" .root }}-{{ .component }}
  {{- include "tidewatch.metadata" . | nindent 2 }}
spec:
  type: ClusterIP
  selector:
    {{- include "tidewatch.selectorLabels" . | nindent 4 }}
  ports:
    - name: {{ .component }}
      port: {{ .port }}
      targetPort: {{ .component }}
{{- end }}
