package dev.dx.engine.binary;

import java.lang.management.ManagementFactory;
import java.util.Random;

/** Prints how many bytes a second of one core's time each way of hashing takes in. */
final class Blake3Throughput {
    private static final int BYTES = 1 << 20;

    private Blake3Throughput() {}

    public static void main(String[] arguments) {
        byte[] bytes = new byte[BYTES];
        new Random(1).nextBytes(bytes);
        measure("one message of 1 MiB", () -> Blake3.hash(bytes));
        for (int length : new int[] {300, 2_000, 11_000, 100_000}) {
            int count = BYTES / length;
            int[] offsets = new int[count];
            int[] lengths = new int[count];
            for (int i = 0; i < count; i++) {
                offsets[i] = i * length;
                lengths[i] = length;
            }
            measure(
                    count + " messages of " + length + " together",
                    () -> Blake3.hashAll(bytes, offsets, lengths, count));
            measure(count + " messages of " + length + " one by one", () -> {
                byte[] last = {};
                for (int offset : offsets) {
                    last = Blake3.hash(bytes, offset, length);
                }
                return last;
            });
        }
        measure("commons-codec, 1 MiB", () -> org.apache.commons.codec.digest.Blake3.hash(bytes));
    }

    private interface Hashing {
        byte[] run();
    }

    private static void measure(String name, Hashing hashing) {
        double best = 0;
        int sum = 0;
        for (int repetition = 0; repetition < 5; repetition++) {
            long start = cpu();
            for (int i = 0; i < 300; i++) {
                sum += hashing.run()[0];
            }
            best = Math.max(best, 300.0 * BYTES / (cpu() - start));
        }
        System.out.printf("%-40s %5.2f GB/s  (%d)%n", name, best, sum);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
