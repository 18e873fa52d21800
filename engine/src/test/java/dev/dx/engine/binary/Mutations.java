package dev.dx.engine.binary;

import dev.dx.engine.binary.MutationSubject.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** Tries damaged files in a process with little memory: {@code FOLDER SEED CLASS...}, each a {@link MutationSubject}. */
final class Mutations {
    private static final long[] EXTREMES = {
        0,
        1,
        2,
        3,
        0x7f,
        0x80,
        0xff,
        0x100,
        0xffff,
        0x1_0000,
        1 << 20,
        1 << 24,
        0x7fff_ffffL,
        0x8000_0000L,
        0xffff_ffffL,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1
    };

    private final MutationSubject subject;
    private final Path folder;
    private int tried;

    private Mutations(MutationSubject subject, Path folder) {
        this.subject = subject;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        for (String name : Arrays.asList(arguments).subList(2, arguments.length)) {
            MutationSubject subject = Class.forName(name)
                    .asSubclass(MutationSubject.class)
                    .getConstructor()
                    .newInstance();
            Mutations mutations = new Mutations(subject, Path.of(arguments[0]));
            Random random = new Random(Long.parseLong(arguments[1]));
            for (byte[] whole : subject.whole()) {
                mutations.all(whole, random);
            }
            System.out.println(name + ": " + mutations.tried + " damaged files");
        }
    }

    private void all(byte[] whole, Random random) throws IOException {
        if (read(whole, whole) != Outcome.SAME || read(subject.sealed(whole), whole) != Outcome.SAME) {
            throw new AssertionError(subject + ": the whole file is not what it is");
        }
        for (int at = 0; at < whole.length; at++) {
            for (int bits : new int[] {1 << random.nextInt(8), 0xff}) {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) bits;
                mustRefuse(flipped, whole, "bits " + bits + " of byte " + at);
                read(subject.sealed(flipped), whole);
            }
        }
        for (int length = 0; length < whole.length; length++) {
            mustRefuse(Arrays.copyOf(whole, length), whole, "the first " + length);
            read(subject.sealed(Arrays.copyOf(whole, length)), whole);
        }
        mustRefuse(Arrays.copyOf(whole, whole.length + 1), whole, "one more");
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = whole.clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                long value = random.nextBoolean()
                        ? EXTREMES[random.nextInt(EXTREMES.length)]
                        : random.nextLong() >> random.nextInt(64);
                ByteBuffer number = ByteBuffer.allocate(8)
                        .order(random.nextInt(4) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
                number.putLong(value);
                int at = random.nextInt(damaged.length);
                int length = Math.min(damaged.length - at, 1 << random.nextInt(4));
                System.arraycopy(
                        number.array(), number.order() == ByteOrder.BIG_ENDIAN ? 8 - length : 0, damaged, at, length);
            }
            read(subject.sealed(damaged), whole);
        }
        for (int i = 0; i < 200; i++) {
            byte[] noise = new byte[random.nextInt(whole.length + 64)];
            random.nextBytes(noise);
            mustRefuse(noise, whole, "noise");
            System.arraycopy(whole, 0, noise, 0, Math.min(noise.length, 8));
            read(subject.sealed(noise), whole);
        }
    }

    private void mustRefuse(byte[] bytes, byte[] whole, String what) throws IOException {
        if (read(bytes, whole) == Outcome.OTHER) {
            throw new AssertionError(subject.getClass() + ": " + what + " was not noticed");
        }
    }

    private Outcome read(byte[] bytes, byte[] whole) throws IOException {
        Path file = folder.resolve("mutated" + tried++);
        try {
            return subject.read(bytes, whole, file);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
