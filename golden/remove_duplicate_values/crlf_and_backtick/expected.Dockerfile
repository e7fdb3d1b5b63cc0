# escape=`
FROM debian:12
LABEL a=C:\x b=1
LABEL `
	c=3
