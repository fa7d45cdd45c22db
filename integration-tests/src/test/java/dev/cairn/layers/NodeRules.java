package dev.cairn.layers;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;

import java.util.ArrayList;
import java.util.List;

/** The rooms of the node: their order from the network down to memory, and who may hold what. */
final class NodeRules {
    private static final String NODE = "dev.cairn.node.";

    /** From the top down; a room sees those below it, never one above. */
    private static final List<String> ROOMS =
            List.of(
                    NODE + "server..",
                    NODE + "dispatch..",
                    NODE + "grid..",
                    NODE + "command.*",
                    NODE + "command",
                    NODE + "session..",
                    NODE + "shard..",
                    NODE + "tracking..",
                    NODE + "store..",
                    NODE + "memory..");

    /** Tables that the rooms read; they look into no room themselves. */
    private static final String[] TABLES = {NODE + "config..", NODE + "acl..", NODE + "metrics.."};

    /** The rooms that reach other machines, wired to the shards by the root only. */
    private static final String[] GRID = {
        NODE + "membership..", NODE + "metadata..", NODE + "rpc..", NODE + "http.."
    };

    static final ArchRule NOBODY_SEES_THE_ROOT =
            noClasses()
                    .that(
                            resideInAPackage("dev.cairn.node..")
                                    .and(resideOutsideOfPackages("dev.cairn.node")))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.cairn.node")
                    .as("nobody sees the composition root");

    static final ArchRule FAMILIES_ARE_STRANGERS =
            slices().matching("dev.cairn.node.command.(*)..")
                    .should()
                    .notDependOnEachOther()
                    .as("families of commands never see each other");

    static final ArchRule ROOMS_SEE_DOWNWARDS = roomsSeeDownwards();

    static final ArchRule TABLES_ARE_LEAVES =
            noClasses()
                    .that(resideInAnyPackage(TABLES))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(ROOMS.toArray(String[]::new)))
                    .as("config, acl and metrics are leaves");

    /** One room speaks of decisions, though not of how they travel. */
    static final ArchRule ROOMS_DO_NOT_SEE_THE_GRID =
            noClasses()
                    .that(
                            resideInAnyPackage(ROOMS.toArray(String[]::new))
                                    .and(resideOutsideOfPackages(NODE + "grid..")))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(GRID))
                    .as("the grid is wired to the rooms by the root only");

    static final ArchRule SHARDS_DO_NOT_SEE_THE_NETWORK =
            noClasses()
                    .that()
                    .resideInAPackage(NODE + "grid..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(NODE + "rpc..", NODE + "membership..")
                    .as("shards in a grid do not see how messages travel");

    static final ArchRule GRID_DOES_NOT_SEE_THE_ROOMS =
            noClasses()
                    .that(resideInAnyPackage(GRID))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(ROOMS.toArray(String[]::new)))
                    .as("the grid does not see the rooms");

    static final ArchRule STORE_IS_SINGLE_THREADED =
            noClasses()
                    .that(resideInAnyPackage(NODE + "store..", NODE + "memory.."))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.netty..", "io.grpc..", "java.util.concurrent..")
                    .as("the store has no Netty, no gRPC and no concurrency");

    static final ArchRule KEYSPACE_IS_NEVER_STORED =
            noFields()
                    .that()
                    .areDeclaredInClassesThat()
                    .resideOutsideOfPackage(NODE + "shard..")
                    .should()
                    .haveRawType(NODE + "shard.Keyspace")
                    .as("a keyspace is lent, never stored");

    static final ArchRule ONE_ROOM_FOR_MICROMETER = only(NODE + "metrics..", "io.micrometer..");
    static final ArchRule ONE_ROOM_FOR_RATIS = only(NODE + "metadata..", "org.apache.ratis..");
    static final ArchRule ONE_ROOM_FOR_GRPC = only(NODE + "rpc..", "io.grpc..");

    static final List<ArchRule> ALL =
            List.of(
                    NOBODY_SEES_THE_ROOT,
                    FAMILIES_ARE_STRANGERS,
                    ROOMS_SEE_DOWNWARDS,
                    TABLES_ARE_LEAVES,
                    ROOMS_DO_NOT_SEE_THE_GRID,
                    SHARDS_DO_NOT_SEE_THE_NETWORK,
                    GRID_DOES_NOT_SEE_THE_ROOMS,
                    STORE_IS_SINGLE_THREADED,
                    KEYSPACE_IS_NEVER_STORED,
                    ONE_ROOM_FOR_MICROMETER,
                    ONE_ROOM_FOR_RATIS,
                    ONE_ROOM_FOR_GRPC);

    private NodeRules() {}

    private static ArchRule roomsSeeDownwards() {
        var rules = new ArrayList<ArchRule>();
        for (int room = 1; room < ROOMS.size(); room++) {
            rules.add(
                    noClasses()
                            .that()
                            .resideInAPackage(ROOMS.get(room))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(ROOMS.subList(0, room).toArray(String[]::new))
                            .allowEmptyShould(true));
        }
        return CompositeArchRule.of(rules).as("rooms of the node see downwards only");
    }

    private static ArchRule only(String room, String library) {
        return noClasses()
                .that(
                        resideInAPackage("dev.cairn..")
                                .and(resideOutsideOfPackages(room, "dev.cairn.protocol.wire..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .as(library + " in " + room + " only");
    }
}
