package dev.cairn.deploy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The manifests as the API server's types have them; a field that these do not have is refused. */
final class Manifests {
    private static final Map<String, Class<? extends HasMetadata>> KINDS =
            Map.of(
                    "v1/Service", Service.class,
                    "apps/v1/StatefulSet", StatefulSet.class,
                    "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
                    "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class);
    private static final ObjectMapper YAML = new YAMLMapper();
    private static final ObjectMapper TYPED =
            new ObjectMapper()
                    .setAnnotationIntrospector(new NothingBesides())
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Map<String, HasMetadata> byName = new LinkedHashMap<>();

    /** Every document of these files. */
    static Manifests read(List<Path> files) throws IOException {
        var manifests = new Manifests();
        for (Path file : files) {
            try (var documents = YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
                while (documents.hasNext()) {
                    manifests.add(typed((JsonNode) documents.next()));
                }
            }
        }
        return manifests;
    }

    /** The document with the type that its kind asks for. */
    static HasMetadata typed(JsonNode document) throws IOException {
        String kind = document.path("apiVersion").asText() + "/" + document.path("kind").asText();
        Class<? extends HasMetadata> type = KINDS.get(kind);
        if (type == null) {
            throw new IOException("no type is known for " + kind);
        }
        return TYPED.treeToValue(document, type);
    }

    /** The only document of a file, untyped. */
    static JsonNode tree(Path file) throws IOException {
        return YAML.readTree(file.toFile());
    }

    /** The document of this text, untyped. */
    static JsonNode tree(String text) throws IOException {
        return YAML.readTree(text);
    }

    private void add(HasMetadata each) throws IOException {
        String name = each.getKind() + "/" + each.getMetadata().getName();
        if (byName.put(name, each) != null) {
            throw new IOException(name + " is there twice");
        }
    }

    /** The document of this kind and name. */
    <T extends HasMetadata> T get(Class<T> type, String name) {
        HasMetadata found = byName.get(type.getSimpleName() + "/" + name);
        if (found == null) {
            throw new AssertionError("no " + type.getSimpleName() + " " + name + " in " + byName);
        }
        return type.cast(found);
    }

    /** Without the maps into which the model otherwise puts every field that it does not know. */
    private static final class NothingBesides extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated member) {
            return false;
        }
    }
}
