from debian:12
cmd cron -f
entryPoint []
