# nginx from Debian, with the configuration of this folder's compose.yaml.

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nginx-light \
    && rm -rf /var/lib/apt/lists/* /etc/nginx/sites-enabled/default \
    && ln -sf /dev/stdout /var/log/nginx/access.log \
    && ln -sf /dev/stderr /var/log/nginx/error.log
COPY deploy/nginx/rustygpt.conf /etc/nginx/conf.d/rustygpt.conf
# The other container instead of the same machine.
RUN sed -i 's/server 127\.0\.0\.1:8080;/server rustygpt:8080;/' /etc/nginx/conf.d/rustygpt.conf
EXPOSE 80 443
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
