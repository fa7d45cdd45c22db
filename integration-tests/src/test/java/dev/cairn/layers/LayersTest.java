package dev.cairn.layers;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

@Execution(ExecutionMode.CONCURRENT)
final class LayersTest {
    private static final JavaClasses HOUSE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.cairn");

    static Stream<ArchRule> rules() {
        return Stream.of(ModuleRules.ALL, NodeRules.ALL, PurityRules.ALL)
                .flatMap(List::stream)
                .map(rule -> rule.allowEmptyShould(true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void theHouseKeeps(ArchRule rule) {
        rule.check(HOUSE);
    }

    @Test
    void everyModuleIsRead() {
        assertThat(HOUSE.contain("dev.cairn.protocol.topology.Topology")).isTrue();
        assertThat(HOUSE.stream().anyMatch(c -> c.getPackageName().startsWith("dev.cairn.node")))
                .isTrue();
    }
}
