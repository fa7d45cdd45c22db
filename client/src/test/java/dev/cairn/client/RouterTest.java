package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.client.call.Call;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Calls that rest until the grid has changed. */
@Timeout(30)
class RouterTest {
    private static final String KEY = "bar";
    private static final int SLOT = 5061; // of the key
    private static final long EVER_MILLIS = 3_600_000;

    private final FakeNode lost = new FakeNode();
    private final FakeNode heir = new FakeNode();
    private final ClientSettings settings = ClientSettings.of(lost.address());
    private final Dialer dialer = new Dialer(settings);
    private final Router router = new Router(settings, dialer);

    @BeforeEach
    void oneNodeServesEverything() {
        lost.topology(8191, lost, heir);
        heir.topology(8191, lost, heir).on("GET", "$1\r\nv\r\n");
        router.open().join();
    }

    @AfterEach
    void stop() {
        router.close();
        dialer.close();
        lost.close();
        heir.close();
    }

    @Test
    void anotherOwnerOfTheSlotEndsTheRest() {
        rest();
        lost.topology(8191, heir, heir);
        heir.topology(8191, heir, heir);
        router.refresh();
        await(() -> !heir.heard("GET").isEmpty());
        assertThat(lost.heard("GET")).isEmpty();
    }

    @Test
    void asLongAsCallsRestTheTopologyIsAskedFor() {
        rest();
        int before = asked();
        router.refresh();
        await(() -> asked() > before + 3);
    }

    /** A call whose pause takes longer than any test. */
    private void rest() {
        var delivery = new Delivery(router, List.of(Call.of("GET", KEY)), SLOT, true);
        router.wakeLater(delivery, dialer.loop(), EVER_MILLIS);
    }

    private int asked() {
        return lost.heard("CLUSTER").size() + heir.heard("CLUSTER").size();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
