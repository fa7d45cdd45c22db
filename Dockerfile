# An image of one node. It takes what the build has left in the tree, so build first:
#
#     mvn -q -DskipTests package && docker build -t cairn .
#
# Any image with a JDK or JRE 25 and bash serves as the base.
ARG BASE_IMAGE=eclipse-temurin:25-jre
FROM ${BASE_IMAGE}

COPY cairn LICENSE NOTICE /opt/cairn/
COPY node/target/node-*.jar /opt/cairn/node/target/
COPY node/target/lib /opt/cairn/node/target/lib
COPY client/target/client-*.jar /opt/cairn/client/target/
COPY client/target/lib /opt/cairn/client/target/lib

# A volume takes over the owner of the directory that it covers.
RUN ln -s /opt/cairn/cairn /usr/local/bin/cairn && mkdir /data && chown 10001:10001 /data

# Every setting of docs/config.md can be given like these. A container is reached only through the
# ports that are published, and its clients never are of the same machine: hence no protected mode.
ENV CAIRN_DIR=/data \
    CAIRN_HTTP_PORT=8080 \
    CAIRN_PROTECTED_MODE=no

USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 6379 16379 8080
STOPSIGNAL SIGTERM

HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$CAIRN_HTTP_PORT && printf 'GET /health/ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]

# The launcher becomes the JVM (exec), which therefore gets the signals itself.
ENTRYPOINT ["/opt/cairn/cairn", "node"]
