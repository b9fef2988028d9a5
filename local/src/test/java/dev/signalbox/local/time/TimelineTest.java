package dev.signalbox.local.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private final Timeline timeline = new Timeline();
    private final BlockingQueue<String> ran = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        timeline.close();
    }

    @Test
    void aTaskWaitsForItsTimeAndATurnOfTheClockBringsIt() throws InterruptedException {
        timeline.after(Duration.ofDays(30), () -> ran.add("late"));
        timeline.turn(Duration.ofDays(29));
        timeline.after(Duration.ZERO, () -> ran.add("now"));
        assertEquals("now", ran.poll(10, TimeUnit.SECONDS));
        assertTrue(ran.isEmpty());
        timeline.turn(Duration.ofDays(1));
        assertEquals("late", ran.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void aTaskTakenBackNeverRuns() throws InterruptedException {
        Timeline.Appointment appointment = timeline.after(Duration.ofHours(1), () -> ran.add("taken back"));
        timeline.after(Duration.ofHours(1), () -> ran.add("kept"));
        appointment.cancel();
        timeline.turn(Duration.ofHours(2));
        assertEquals("kept", ran.poll(10, TimeUnit.SECONDS));
        assertTrue(ran.isEmpty());
    }

    @Test
    void aTaskThatWaitsHoldsUpNoOther() throws InterruptedException {
        CountDownLatch released = new CountDownLatch(1);
        timeline.after(Duration.ofSeconds(-2), () -> {
            try {
                released.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        timeline.after(Duration.ofSeconds(-1), () -> ran.add("second"));
        assertEquals("second", ran.poll(10, TimeUnit.SECONDS));
        released.countDown();
    }

    @Test
    void theNextTaskIsKnown() {
        Instant soon = timeline.now().plusSeconds(100);
        timeline.at(soon.plusSeconds(1), () -> { });
        timeline.at(soon, () -> { });
        assertEquals(soon, timeline.next());
    }

    @Test
    void timeOnlyGoesForward() {
        assertThrows(IllegalArgumentException.class, () -> timeline.turn(Duration.ofSeconds(-1)));
    }
}
