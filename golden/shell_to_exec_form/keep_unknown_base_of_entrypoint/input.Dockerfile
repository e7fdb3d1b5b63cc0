FROM registry.example.com/platform/runtime:7
ENTRYPOINT cron -f
