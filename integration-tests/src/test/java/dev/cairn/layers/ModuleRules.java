package dev.cairn.layers;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;

import java.util.List;

/** The arrows between the modules, and what each of them may bring in from outside. */
final class ModuleRules {
    static final ArchRule PROTOCOL_STANDS_ALONE =
            noClasses()
                    .that()
                    .resideInAPackage("dev.cairn.protocol..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.cairn.replication..", "dev.cairn.node..", "dev.cairn.client..")
                    .as("cluster-protocol sees no other module");

    static final ArchRule REPLICATION_SEES_PROTOCOL =
            noClasses()
                    .that()
                    .resideInAPackage("dev.cairn.replication..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.cairn.node..",
                            "dev.cairn.client..",
                            "dev.cairn.protocol.wire..",
                            "io.netty..",
                            "io.grpc..",
                            "com.google.protobuf..")
                    .as("replication sees cluster-protocol only, and no network library");

    static final ArchRule CLIENT_SEES_PROTOCOL =
            noClasses()
                    .that()
                    .resideInAPackage("dev.cairn.client..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.cairn.node..",
                            "dev.cairn.replication..",
                            "dev.cairn.protocol.wire..",
                            "io.grpc..",
                            "com.google.protobuf..")
                    .as("client sees cluster-protocol only, and needs no gRPC");

    static final ArchRule NODE_NEVER_SEES_CLIENT =
            noClasses()
                    .that()
                    .resideInAPackage("dev.cairn.node..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.cairn.client..")
                    .as("node never sees client");

    static final ArchRule CLIENT_CORE_HAS_NO_COMMAND_LINE =
            noClasses()
                    .that()
                    .resideInAPackage("dev.cairn.client..")
                    .and()
                    .resideOutsideOfPackage("dev.cairn.client.cli..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.cairn.client.cli..", "picocli..", "org.jline..")
                    .as("the client's core does without the command line");

    static final ArchRule GUAVA_STAYS_OUTSIDE =
            noClasses()
                    .that()
                    .resideInAPackage("dev.cairn..")
                    .and()
                    .resideOutsideOfPackage("dev.cairn.protocol.wire..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "com.google.common..", "org.apache.commons..", "javax.inject..")
                    .as("no Guava, no commons, no injection");

    static final ArchRule NO_CYCLES =
            slices().matching("dev.cairn.(**)")
                    .should()
                    .beFreeOfCycles()
                    .as("no cycle between packages");

    static final List<ArchRule> ALL =
            List.of(
                    PROTOCOL_STANDS_ALONE,
                    REPLICATION_SEES_PROTOCOL,
                    CLIENT_SEES_PROTOCOL,
                    NODE_NEVER_SEES_CLIENT,
                    CLIENT_CORE_HAS_NO_COMMAND_LINE,
                    GUAVA_STAYS_OUTSIDE,
                    NO_CYCLES);

    private ModuleRules() {}
}
