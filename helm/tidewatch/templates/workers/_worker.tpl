{{/* A group's values, completed for groups of the user's own. `merge` would take a false for nothing. */}}
{{- define "tidewatch.worker" -}}
{{- $worker := fromYaml `
enabled: true
image: worker
concurrency: 1
pool: prefork
maxTasksPerChild: 500
replicas: 1
stopMode: warm
softShutdownSeconds: 0
terminationGracePeriodSeconds: 300
liveness: {staleMinutes: 10}
resources:
  requests: {cpu: 250m, memory: 512Mi}
  limits: {memory: 2Gi}
autoscaling: {type: none, minReplicas: 1, maxReplicas: 4, targetCPUPercent: 75, tasksPerReplica: 20, cooldownSeconds: 300}
pdb: {enabled: true}
podAnnotations: {}
podLabels: {}
` -}}
{{- range $key, $value := . -}}
{{- if and (kindIs "map" $value) (hasKey $worker $key) -}}
{{- $known := get $worker $key -}}
{{- range $inner, $given := $value }}{{ $_ := set $known $inner $given }}{{ end -}}
{{- else -}}
{{- $_ := set $worker $key $value -}}
{{- end -}}
{{- end -}}
{{ toYaml $worker }}
{{- end }}
