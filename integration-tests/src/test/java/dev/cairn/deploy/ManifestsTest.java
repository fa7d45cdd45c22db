package dev.cairn.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;

import dev.cairn.node.config.SettingTable;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The manifests of k8s/ are well-typed and say what a grid needs of its cluster. */
final class ManifestsTest {
    private static final Path DIRECTORY = Tree.ROOT.resolve("k8s");
    private static final int LEAVE_SECONDS = 25;
    private static final NetworkPolicyPort PEERS =
            new NetworkPolicyPort(null, new IntOrString("rpc"), null);

    private final JsonNode kustomization;
    private final Manifests manifests;
    private final StatefulSet nodes;
    private final PodSpec pod;
    private final Container node;

    ManifestsTest() throws IOException {
        kustomization = Manifests.tree(DIRECTORY.resolve("kustomization.yaml"));
        manifests = Manifests.read(resources().stream().map(DIRECTORY::resolve).toList());
        nodes = manifests.get(StatefulSet.class, "cairn");
        pod = nodes.getSpec().getTemplate().getSpec();
        node = pod.getContainers().getFirst();
    }

    private List<String> resources() {
        return StreamSupport.stream(kustomization.path("resources").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void aFieldThatTheTypesDoNotHaveIsRefused() throws IOException {
        JsonNode wrong =
                Manifests.tree(
                        """
                        {apiVersion: v1, kind: Service, metadata: {name: a},
                         spec: {publishNotReadyAddress: true}}
                        """);
        assertThatThrownBy(() -> Manifests.typed(wrong))
                .isInstanceOf(UnrecognizedPropertyException.class)
                .hasMessageContaining("publishNotReadyAddress");
    }

    @Test
    void theKustomizationNamesEveryFile() throws IOException {
        assertThat(kustomization.path("kind").asText()).isEqualTo("Kustomization");
        try (var files = Files.list(DIRECTORY)) {
            var names =
                    files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
            names.remove("kustomization.yaml");
            assertThat(resources()).containsExactlyInAnyOrderElementsOf(names);
        }
    }

    @Test
    void nodesHaveNamesBeforeTheyAreReady() {
        var names = manifests.get(Service.class, nodes.getSpec().getServiceName()).getSpec();
        assertThat(names.getClusterIP()).isEqualTo("None");
        assertThat(names.getPublishNotReadyAddresses()).isTrue();
        assertThat(names.getSelector()).isEqualTo(podLabels());
        assertThat(names.getPorts())
                .extracting(port -> port.getTargetPort().getStrVal())
                .containsExactlyInAnyOrder("resp", "rpc", "http");
    }

    @Test
    void clientsBeginAtNodesThatAreReady() {
        var clients = manifests.get(Service.class, "cairn").getSpec();
        assertThat(clients.getPublishNotReadyAddresses()).isNull();
        assertThat(clients.getSelector()).isEqualTo(podLabels());
        assertThat(clients.getPorts()).singleElement().matches(port -> port.getPort() == 6379);
    }

    @Test
    void oneNodeAtATimeMayBeTakenAway() {
        var budget = manifests.get(PodDisruptionBudget.class, "cairn").getSpec();
        assertThat(budget.getMaxUnavailable()).isEqualTo(new IntOrString(1));
        assertThat(budget.getSelector().getMatchLabels()).isEqualTo(podLabels());
    }

    @Test
    void onlyNodesReachThePortOfPeers() {
        var policy = manifests.get(NetworkPolicy.class, "cairn").getSpec();
        assertThat(policy.getPodSelector().getMatchLabels()).isEqualTo(podLabels());
        var mayReach =
                policy.getIngress().stream()
                        .filter(rule -> rule.getPorts().contains(PEERS))
                        .flatMap(rule -> rule.getFrom().stream())
                        .toList();
        assertThat(mayReach)
                .singleElement()
                .matches(peer -> peer.getPodSelector().getMatchLabels().equals(podLabels()));
    }

    @Test
    void allNodesStartAtOnceAndApartFromEachOther() {
        assertThat(nodes.getSpec().getPodManagementPolicy()).isEqualTo("Parallel");
        assertThat(nodes.getSpec().getSelector().getMatchLabels()).isEqualTo(podLabels());
        var apart = pod.getAffinity().getPodAntiAffinity();
        assertThat(apart.getRequiredDuringSchedulingIgnoredDuringExecution())
                .singleElement()
                .matches(term -> term.getTopologyKey().equals("kubernetes.io/hostname"))
                .matches(term -> term.getLabelSelector().getMatchLabels().equals(podLabels()));
    }

    @Test
    void theFirstNodesAreNamedAsTheServiceNamesThem() throws Exception {
        var settings = Tree.settings(environment());
        int rpcPort = port("rpc");
        assertThat(settings.get(SettingTable.INITIAL_NODES))
                .hasSize(nodes.getSpec().getReplicas())
                .containsExactly(
                        "cairn-0.cairn-nodes:" + rpcPort,
                        "cairn-1.cairn-nodes:" + rpcPort,
                        "cairn-2.cairn-nodes:" + rpcPort);
        assertThat(settings.get(SettingTable.CLUSTER_ANNOUNCE_HOSTNAME))
                .isEqualTo("$(POD_NAME).cairn-nodes.$(POD_NAMESPACE).svc");
        assertThat(node.getEnv()).extracting(EnvVar::getName).startsWith("POD_NAME");
    }

    @Test
    void theSettingsAreOnesThatANodeTakes() throws Exception {
        assertThat(Tree.unknown(node.getEnv().stream().map(EnvVar::getName))).isEmpty();
        var settings = Tree.settings(environment());
        assertThat(settings.get(SettingTable.CLUSTER_ENABLED)).isTrue();
        assertThat(settings.get(SettingTable.PROTECTED_MODE)).isFalse();
        assertThat(settings.get(SettingTable.PORT)).isEqualTo(port("resp"));
        assertThat(settings.get(SettingTable.HTTP_PORT)).isEqualTo(port("http"));
    }

    @Test
    void probesAskThePortOfHealth() {
        assertThat(path(node.getStartupProbe())).isEqualTo("/health/live");
        assertThat(path(node.getLivenessProbe())).isEqualTo("/health/live");
        assertThat(path(node.getReadinessProbe())).isEqualTo("/health/ready");
    }

    private static String path(Probe probe) {
        assertThat(probe.getHttpGet().getPort()).isEqualTo(new IntOrString("http"));
        return probe.getHttpGet().getPath();
    }

    @Test
    void aNodeHasTimeToLeave() {
        var command = node.getLifecycle().getPreStop().getExec().getCommand();
        assertThat(command).startsWith("sleep").hasSize(2);
        long hook = Long.parseLong(command.get(1));
        assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThan(hook + LEAVE_SECONDS);
    }

    @Test
    void aNodeMayDoNoMoreThanItMust() {
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        var rights = node.getSecurityContext();
        assertThat(rights.getReadOnlyRootFilesystem()).isTrue();
        assertThat(rights.getAllowPrivilegeEscalation()).isFalse();
        assertThat(rights.getCapabilities().getDrop()).containsExactly("ALL");
    }

    @Test
    void aNodeWritesToItsVolumesOnly() throws Exception {
        var mounts =
                node.getVolumeMounts().stream()
                        .collect(Collectors.toMap(VolumeMount::getMountPath, VolumeMount::getName));
        String directory = Tree.settings(environment()).get(SettingTable.DIR);
        assertThat(nodes.getSpec().getVolumeClaimTemplates())
                .singleElement()
                .matches(claim -> claim.getMetadata().getName().equals(mounts.get(directory)));
        assertThat(pod.getVolumes())
                .singleElement()
                .matches(volume -> volume.getEmptyDir() != null)
                .matches(volume -> volume.getName().equals(mounts.get("/tmp")));
    }

    @Test
    void theMemoryOfANodeLeavesRoomForMoreThanItsKeys() throws Exception {
        var resources = node.getResources();
        Quantity memory = resources.getLimits().get("memory");
        assertThat(memory).isNotNull();
        assertThat(resources.getRequests()).containsKey("cpu").containsEntry("memory", memory);
        long limit = memory.getNumericalAmount().longValueExact();
        long keys = Tree.settings(environment()).get(SettingTable.MAXMEMORY);
        assertThat(keys).isPositive().isLessThan(limit - (512L << 20));
    }

    private Map<String, String> podLabels() {
        return nodes.getSpec().getTemplate().getMetadata().getLabels();
    }

    private int port(String name) {
        return node.getPorts().stream()
                .filter(port -> port.getName().equals(name))
                .mapToInt(ContainerPort::getContainerPort)
                .findFirst()
                .orElseThrow();
    }

    private Map<String, String> environment() {
        return node.getEnv().stream()
                .filter(variable -> variable.getName().startsWith(Tree.PREFIX))
                .filter(variable -> variable.getValue() != null)
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }
}
