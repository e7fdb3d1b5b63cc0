FROM debian:12
	EXPOSE	80/TCP	443
CMD	nginx	-g	x
