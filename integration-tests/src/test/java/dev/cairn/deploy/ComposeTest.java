package dev.cairn.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The composition of three nodes fits the image, and the image fits the launcher. */
final class ComposeTest {
    private static final long RPC_OFFSET = 10_000;
    private static final List<String> NODES = List.of("node-1", "node-2", "node-3");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{[A-Z_]+:-([^}]*)}");

    private final JsonNode compose;

    ComposeTest() throws IOException {
        compose = Manifests.tree(Tree.ROOT.resolve("docker-compose.yml"));
    }

    /** A field of a service, also where it comes from what the service merges in. */
    private static JsonNode field(JsonNode service, String name) {
        return service.has(name) ? service.path(name) : service.path("<<").path(name);
    }

    private JsonNode service(String name) {
        return expanded(compose.path("services").path(name));
    }

    /** Anchors are read as the parts that they stand for. */
    private JsonNode expanded(JsonNode node) {
        return node.path("<<").isTextual() ? withPart(node) : node;
    }

    private JsonNode withPart(JsonNode node) {
        ObjectNode whole = node.deepCopy();
        whole.set("<<", compose.path("x-" + node.path("<<").asText()));
        return whole;
    }

    private Map<String, String> environment(String name) throws IOException {
        var variables = new TreeMap<>(Tree.imageSettings());
        JsonNode own = expanded(service(name).path("environment"));
        own.path("<<").properties().forEach(each -> put(variables, each));
        own.properties().stream()
                .filter(each -> each.getValue().isTextual())
                .forEach(each -> put(variables, each));
        return variables;
    }

    private static void put(Map<String, String> into, Map.Entry<String, JsonNode> variable) {
        assertThat(variable.getValue().isTextual()).as("%s is text", variable).isTrue();
        into.put(variable.getKey(), byDefault(variable.getValue()));
    }

    /** The text as it is where the variables that it names are not set. */
    private static String byDefault(JsonNode text) {
        return VARIABLE.matcher(text.asText()).replaceAll("$1");
    }

    private Settings settings(String name) throws Exception {
        return Tree.settings(environment(name));
    }

    @Test
    void threeNodesBuiltFromThisTree() {
        assertThat(compose.path("services").properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyElementsOf(NODES);
        for (String name : NODES) {
            assertThat(field(service(name), "build").path("context").asText()).isEqualTo(".");
        }
    }

    @Test
    void whatTheImageIsMadeOfIsTheSameInBothFiles() throws IOException {
        var parts = field(service("node-1"), "build").path("args");
        assertThat(parts.properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("BUILD_IMAGE", "BASE_IMAGE", "JARS");
        for (Map.Entry<String, JsonNode> part : parts.properties()) {
            assertThat(part.getValue().asText()).startsWith("${" + part.getKey() + ":-");
            assertThat(Tree.dockerfile())
                    .contains("ARG " + part.getKey() + "=" + byDefault(part.getValue()));
        }
    }

    @Test
    void settingsAreOnesThatANodeTakes() throws Exception {
        for (String name : NODES) {
            assertThat(Tree.unknown(environment(name).keySet().stream())).isEmpty();
            assertThat(settings(name).get(SettingTable.CLUSTER_ENABLED)).isTrue();
        }
    }

    @Test
    void everyNodeIsWhereItSaysAndWhereItsPeersLookForIt() throws Exception {
        var told = new ArrayList<String>();
        var wanted = new HashSet<List<String>>();
        var ports = new ArrayList<Long>();
        for (String name : NODES) {
            Settings node = settings(name);
            String host = node.get(SettingTable.CLUSTER_ANNOUNCE_IP);
            assertThat(node.get(SettingTable.BIND)).containsExactly(host);
            long port = node.get(SettingTable.PORT);
            told.add(host + ":" + (port + RPC_OFFSET));
            wanted.add(node.get(SettingTable.INITIAL_NODES));
            ports.addAll(List.of(port, port + RPC_OFFSET, node.get(SettingTable.HTTP_PORT)));
        }
        assertThat(wanted).containsExactly(told);
        assertThat(ports).doesNotHaveDuplicates().contains(6379L, 6380L, 6381L);
    }

    @Test
    void dataAreInNamedVolumesOfTheirOwn() throws Exception {
        var used = new ArrayList<String>();
        for (String name : NODES) {
            String[] mount = service(name).path("volumes").path(0).asText().split(":");
            assertThat(mount[1]).isEqualTo(settings(name).get(SettingTable.DIR));
            used.add(mount[0]);
        }
        assertThat(compose.path("volumes").properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyElementsOf(used);
        assertThat(used).doesNotHaveDuplicates();
    }

    @Test
    void aNodeMayDoNoMoreThanItMust() {
        for (String name : NODES) {
            assertThat(field(service(name), "read_only").asBoolean()).isTrue();
            assertThat(field(service(name), "cap_drop").path(0).asText()).isEqualTo("ALL");
            assertThat(field(service(name), "security_opt").path(0).asText())
                    .isEqualTo("no-new-privileges:true");
        }
    }

    @Test
    void aNodeHasTimeToLeave() {
        for (String name : NODES) {
            assertThat(field(service(name), "stop_grace_period").asText()).isEqualTo("30s");
        }
    }

    @Test
    void theImageRunsTheLauncherAsNobodySpecialAndChecksItsHealth() throws IOException {
        assertThat(Tree.dockerfile())
                .contains(
                        "USER 10001:10001",
                        "VOLUME /data",
                        "ENTRYPOINT [\"/opt/cairn/cairn\", \"node\"]")
                .anyMatch(line -> line.startsWith("HEALTHCHECK") && line.contains("/health/ready"));
        assertThat(Tree.imageSettings()).containsEntry("CAIRN_DIR", "/data");
    }

    @Test
    void theImageHoldsWhatTheLauncherLooksFor() throws IOException {
        for (String module : List.of("node", "client")) {
            assertThat(Tree.dockerfile())
                    .contains(
                            copy("%1$s/target/%1$s-*.jar /opt/cairn/%1$s/target/", module),
                            copy("%1$s/target/lib /opt/cairn/%1$s/target/lib", module));
        }
    }

    private static String copy(String fromTo, String module) {
        return ("COPY --from=jars /cairn/" + fromTo).formatted(module);
    }
}
