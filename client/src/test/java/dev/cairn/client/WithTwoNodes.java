package dev.cairn.client;

import dev.cairn.client.ClientSettings.Timeouts;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A test of the client against two nodes that share the slots and answer by script. */
abstract class WithTwoNodes {

    static final String LOW_KEY = "bar"; // slot 5061
    static final String HIGH_KEY = "foo"; // slot 12182

    final FakeNode low = new FakeNode();
    final FakeNode high = new FakeNode();

    @BeforeEach
    void twoNodesShareTheSlots() {
        low.topology(8191, low, high);
        high.topology(8191, low, high);
    }

    @AfterEach
    void stop() {
        low.close();
        high.close();
    }

    CairnClient connect() {
        return CairnClient.connect(ClientSettings.of(low.address()));
    }

    CairnClient connect(Timeouts timeouts) {
        return CairnClient.connect(ClientSettings.of(low.address()).withTimeouts(timeouts));
    }

    static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }
}
