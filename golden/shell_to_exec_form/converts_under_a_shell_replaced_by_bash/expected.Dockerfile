FROM debian:12
RUN rm /bin/sh && ln -s /bin/bash /bin/sh
RUN ln -s /bin/sh /usr/local/bin/shell
CMD ["nginx"]
