FROM registry.example.com/platform/runtime:7
CMD cron -f
