FROM debian:12
	LABEL größe=1 名前 x=2
