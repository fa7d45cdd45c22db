package dev.cairn.layers;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;

import java.util.List;
import java.util.Random;

/**
 * Protocol cores are pure: what time it is, what chance says and what is on disk, they are told.
 */
final class PurityRules {
    /** Every class of replication except the ones that are the disk. */
    private static final DescribedPredicate<JavaClass> CORES =
            resideInAnyPackage("dev.cairn.replication..")
                    .and(
                            DescribedPredicate.not(
                                    nameMatching(".*\\.(journal|snapshot)\\.Disk\\w*(\\$.*)?")))
                    .as("the cores of replication");

    private static final DescribedPredicate<JavaCall<?>> UNSEEDED_RANDOM =
            DescribedPredicate.describe(
                    "a random without a seed",
                    call ->
                            call.getTargetOwner().isEquivalentTo(Random.class)
                                    && call.getTarget().getRawParameterTypes().isEmpty());

    static final ArchRule NO_CLOCK_AND_NO_CHANCE =
            noClasses()
                    .that(CORES)
                    .should()
                    .callMethodWhere(
                            calls("java\\.lang\\.System", "nanoTime|currentTimeMillis")
                                    .or(calls("java\\.time\\.\\w+", "now|system\\w*"))
                                    .or(calls("java\\.lang\\.Math", "random"))
                                    .or(calls("java\\.util\\.UUID", "randomUUID")))
                    .orShould()
                    .callConstructorWhere(UNSEEDED_RANDOM)
                    .orShould()
                    .dependOnClassesThat(
                            nameMatching(
                                    "java\\.(util\\.concurrent\\.ThreadLocalRandom"
                                            + "|security\\.SecureRandom|util\\.Timer)"))
                    .as("cores have no clock and no chance of their own");

    static final ArchRule NO_THREADS =
            noClasses()
                    .that(CORES)
                    .should()
                    .dependOnClassesThat(
                            nameMatching("java\\.lang\\.(Thread|ThreadLocal|InterruptedException)")
                                    .or(nameMatching("java\\.util\\.concurrent\\..*")))
                    .as("cores have no threads, locks or futures");

    static final ArchRule NO_FILES_AND_NO_SOCKETS =
            noClasses()
                    .that(CORES)
                    .should()
                    .dependOnClassesThat(
                            nameMatching("java\\.(net|nio\\.channels|nio\\.file)\\..*")
                                    .or(nameMatching("java\\.io\\.(File|RandomAccess).*")))
                    .as("cores have no files and no sockets");

    static final List<ArchRule> ALL =
            List.of(NO_CLOCK_AND_NO_CHANCE, NO_THREADS, NO_FILES_AND_NO_SOCKETS);

    private PurityRules() {}

    private static DescribedPredicate<JavaCall<?>> calls(String type, String methods) {
        return target(owner(nameMatching(type))).and(target(nameMatching(methods))).forSubtype();
    }
}
