package dev.cairn.node.dispatch;

import dev.cairn.node.command.Handler;
import dev.cairn.node.session.Sessions;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.resp.Refused;

/**
 * Requests that wait for what others do, beside the data: each is looked at again and again, on its
 * client's thread, until that is done or its time is over.
 */
final class Waits {

    private static final long LOOK_AGAIN_MILLIS = 5;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Lanes lanes;
    private final Runs runs;
    private final Sessions sessions;

    Waits(Lanes lanes, Runs runs, Sessions sessions) {
        this.lanes = lanes;
        this.runs = runs;
        this.sessions = sessions;
    }

    /** Begins to wait; true if there is nothing to wait for, so that the request is done. */
    boolean begin(Handler.Waiting handler, Request request, Client client) {
        int mark = client.reply().mark();
        try {
            var waiting =
                    new Waiting(handler.begin(client.session(), request.args), request, client);
            if (!waiting.isOver()) {
                client.sendSoFar();
                sessions.block(client.session());
                client.later(waiting, LOOK_AGAIN_MILLIS);
                return false;
            }
            waiting.reply();
        } catch (Refused refused) {
            fail(refused, mark, request, client);
        }
        return true;
    }

    private void fail(Refused refused, int mark, Request request, Client client) {
        Runs.refuse(client.reply(), mark, refused);
        runs.failed(request, client, lanes.here());
        Entrance.hush(client, mark);
    }

    /** One client's wait. */
    private final class Waiting implements Runnable {
        private final Handler.Wait wait;
        private final Request request;
        private final Client client;
        private final long beganNanos = System.nanoTime();

        Waiting(Handler.Wait wait, Request request, Client client) {
            this.wait = wait;
            this.request = request;
            this.client = client;
        }

        @Override
        public void run() {
            if (isOver()) {
                boolean refused = sessions.unblock(client.session());
                lanes.here().begin();
                if (refused) {
                    refuse();
                } else {
                    reply();
                }
                client.resume();
            } else {
                client.later(this, LOOK_AGAIN_MILLIS);
            }
        }

        /** A client that has gone away waits no more, nor one that another has unblocked. */
        boolean isOver() {
            return wait.isMet()
                    || timeIsOver()
                    || client.hasHungUp()
                    || client.session().blocking().isUnblocked();
        }

        private boolean timeIsOver() {
            long waited = (System.nanoTime() - beganNanos) / NANOS_PER_MILLI;
            return wait.timeoutMillis() > 0 && waited >= wait.timeoutMillis();
        }

        private void refuse() {
            int mark = client.reply().mark();
            fail(Refusal.UNBLOCKED.refused(), mark, request, client);
        }

        void reply() {
            int mark = client.reply().mark();
            wait.reply(client.reply());
            runs.ended(request, client, lanes.here());
            Entrance.hush(client, mark);
        }
    }
}
