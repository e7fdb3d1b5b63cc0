FROM debian:12
RUN <<EOF
CMD one
CMD two
EOF
COPY <<-"END" /etc/notes
	ENTRYPOINT one
	ENTRYPOINT two
	END
CMD ["cat", "/etc/notes"]
