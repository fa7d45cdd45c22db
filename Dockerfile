# An image of one node, from nothing but this tree:
#
#     docker build -t cairn .
#
# BUILD_IMAGE has Maven and a JDK 25; BASE_IMAGE a JDK or JRE 25 and bash. JARS=tree takes the jars
# that `mvn package` has left in the tree instead; then any image with a shell is a BUILD_IMAGE.
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-25
ARG BASE_IMAGE=eclipse-temurin:25-jre

FROM ${BUILD_IMAGE} AS jars
ARG JARS=build
WORKDIR /cairn
COPY . .
RUN [ "$JARS" = tree ] || \
    { rm -rf */target && mvn -B -ntp -pl node,client -am -Dmaven.test.skip package; }

FROM ${BASE_IMAGE}
COPY --from=jars /cairn/cairn /cairn/LICENSE /cairn/NOTICE /opt/cairn/
COPY --from=jars /cairn/node/target/node-*.jar /opt/cairn/node/target/
COPY --from=jars /cairn/node/target/lib /opt/cairn/node/target/lib
COPY --from=jars /cairn/client/target/client-*.jar /opt/cairn/client/target/
COPY --from=jars /cairn/client/target/lib /opt/cairn/client/target/lib

# What the first start teaches the JVM is kept for all others. A volume takes over the owner of the
# directory that it covers.
RUN /opt/cairn/cairn rehearse && \
    ln -s /opt/cairn/cairn /usr/local/bin/cairn && \
    mkdir /data && chown 10001:10001 /data

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
