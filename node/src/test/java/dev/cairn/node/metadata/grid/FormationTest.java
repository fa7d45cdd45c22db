package dev.cairn.node.metadata.grid;

import static dev.cairn.node.metadata.Grids.id;
import static dev.cairn.node.metadata.Grids.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.node.metadata.Grids;
import dev.cairn.node.metadata.grid.GridSettings.Initial;
import dev.cairn.protocol.topology.NodeEntry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

final class FormationTest {
    private static final List<String> INITIAL = List.of("a:1", "a:2", "a:3");

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
    void whoWaitsSaysWhoDoesNotAnswer() {
        assertThat(why(decide(node(1), blank(1)))).isEqualTo("no answer from a:2, a:3");
    }

    @Test
    void whoWaitsSaysHowTheInitialNodesDisagree() {
        assertThat(why(decide(node(1), blank(1), blank(1), blank(3))))
                .isEqualTo("initial-nodes names a node twice: a:1 is a:2");
        assertThat(why(decide(node(9), blank(1), blank(2), blank(3))))
                .contains("this node, 127.0.0.1:16388, is not one of them: a:1, a:2, a:3");
        assertThat(why(decide(node(2), blank(1), blank(2), blank(3))))
                .isEqualTo(name(1) + " is to form the grid and has not yet");

        Greeting other = new Greeting(node(1), null, List.of("a:1", "a:7"));
        assertThat(why(decide(node(2), other, blank(2), blank(3))))
                .isEqualTo(
                        name(1)
                                + " is to form the grid and has not yet; its initial-nodes are"
                                + " a:1, a:7, but here a:1, a:2, a:3");
        Greeting lost = new Greeting(node(1), null, List.of());
        assertThat(why(decide(node(2), lost, blank(2), blank(3))))
                .contains("its initial-nodes are empty, but");
    }

    @Test
    void aNodeWithoutInitialNodesWaits() {
        assertThat(why(Formation.decide(node(1), new Greetings(List.of(), Map.of()))))
                .startsWith("initial-nodes is empty");
    }

    @Test
    void whoSeesTwoGridsJoinsNone() {
        var one = new Greeting(node(1), Membership.founding("one", Grids.nodes(1)), INITIAL);
        var two = new Greeting(node(2), Membership.founding("two", Grids.nodes(2)), INITIAL);
        assertThat(why(decide(node(3), one, two, blank(3))))
                .isEqualTo(
                        "the initial nodes belong to different grids: a:1 belongs to one, a:2"
                                + " belongs to two");
    }

    @Test
    void aGreetingSurvivesTheWire() {
        Greeting greeting =
                new Greeting(node(1), Membership.founding("g", Grids.nodes(3)), INITIAL);
        assertThat(Greeting.of(greeting.toBytes())).isEqualTo(greeting);
        assertThat(Greeting.of(blank(2).toBytes())).isEqualTo(blank(2));
    }

    @Test
    void whoSeesAMemberOfAGridJoinsItThoughOthersAreSilent() {
        Membership grid = Membership.founding("grid", Grids.nodes(3));

        assertThat(decide(node(2), new Greeting(node(1), grid, INITIAL)))
                .isEqualTo(new Formation.Step.Join(grid));
        assertThat(decide(node(7), blank(7), new Greeting(node(1), grid, INITIAL), blank(3)))
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
        var initial = IntStream.rangeClosed(1, 3).mapToObj(i -> new Initial("a", i)).toList();
        var round = new LinkedHashMap<Initial, Greeting>();
        for (int i = 0; i < answers.length; i++) {
            round.put(initial.get(i), answers[i]);
        }
        return Formation.decide(self, new Greetings(initial, round));
    }

    private static String why(Formation.Step step) {
        assertThat(step).isInstanceOf(Formation.Step.Wait.class);
        return ((Formation.Step.Wait) step).why();
    }

    private static String name(int number) {
        return id(number).brief() + " at 127.0.0.1:" + (16_379 + number);
    }

    private static Greeting blank(int number) {
        return new Greeting(node(number), null, INITIAL);
    }
}
