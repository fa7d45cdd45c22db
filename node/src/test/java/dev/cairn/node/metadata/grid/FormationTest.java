package dev.cairn.node.metadata.grid;

import static dev.cairn.node.metadata.Grids.id;
import static dev.cairn.node.metadata.Grids.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.node.metadata.Grids;
import dev.cairn.protocol.topology.NodeEntry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

final class FormationTest {
    @Test
    void theSmallestOfAllInitialNodesFormsTheGridOnceAllAnswer() {
        assertThat(decide(node(1), blank(1), blank(2), blank(3)))
                .isEqualTo(new Formation.Step.Found(Grids.nodes(3)));
        assertThat(decide(node(2), blank(1), blank(2), blank(3)))
                .isInstanceOf(Formation.Step.Wait.class);
        assertThat(decide(node(1), blank(1), blank(2))).isInstanceOf(Formation.Step.Wait.class);
    }

    @Test
    void aNodeThatIsNotAmongTheInitialOnesNeverForms() {
        assertThat(decide(node(9), blank(1), blank(2), blank(3)))
                .isInstanceOf(Formation.Step.Wait.class);
        assertThat(decide(node(1), blank(1), blank(1), blank(3)))
                .isInstanceOf(Formation.Step.Wait.class);
    }

    @Test
    void whoSeesAMemberOfAGridJoinsItThoughOthersAreSilent() {
        Membership grid = Membership.founding("grid", Grids.nodes(3));

        assertThat(decide(node(2), new Greeting(node(1), grid)))
                .isEqualTo(new Formation.Step.Join(grid));
        assertThat(decide(node(7), blank(7), new Greeting(node(1), grid), blank(3)))
                .isEqualTo(
                        new Formation.Step.Join(new Membership("grid", Grids.nodes(3), List.of())));
    }

    @Test
    void anOddNumberOfFoundersVotes() {
        assertThat(Membership.founding("grid", Grids.nodes(1)).founders()).hasSize(1);
        assertThat(Membership.founding("grid", Grids.nodes(2)).founders()).hasSize(1);
        assertThat(Membership.founding("grid", Grids.nodes(5)).founders())
                .containsExactly(id(1), id(2), id(3));
    }

    @Test
    void aMembershipIsKeptOnDiskAndADamagedOneIsNotIgnored(@TempDir Path directory)
            throws IOException {
        Path file = directory.resolve("membership");
        assertThat(Membership.load(file)).isNull();
        Membership grid = Membership.founding("grid", Grids.nodes(3));
        grid.save(file);
        assertThat(Membership.load(file)).isEqualTo(grid);
        Files.write(file, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> Membership.load(file)).hasMessageContaining("damaged");
    }

    private static Formation.Step decide(NodeEntry self, Greeting... answers) {
        return Formation.decide(self, 3, Stream.of(answers).toList());
    }

    private static Greeting blank(int number) {
        return new Greeting(node(number), null);
    }
}
