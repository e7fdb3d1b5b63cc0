# escape=`
FROM debian:12
LABEL a=C:\x b=1
LABEL `
	a=C:\x `
	c=3
