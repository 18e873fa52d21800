package dev.dx.engine.npm.registry;

import dev.dx.engine.Environment;
import dev.dx.engine.npm.PackageName;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which documents were asked for together lately, and so which others may be asked for next. Safe for use by many threads.
 *
 * <p>On disk a line for each document, {@code FORM NAME ADDRESS}, and an empty one after those of a resolution, the oldest first.
 * What cannot be read of it is passed over.
 */
public final class QuestionHistory {
    private static final int MOST_RESOLUTIONS = 50;
    private static final int MOST_QUESTIONS = 2_000;
    private static final long LARGEST = 8L << 20;
    private static final int LONGEST_LINE = 2_000;
    /** From what share of the same documents on one resolution is another one of the same project. */
    private static final double SAME = 0.9;
    /** How much more a document counts whose company was asked for just now than one that was asked for at all. */
    private static final double COMPANY = 4;

    /** A document, and the address it was had from. */
    public record Question(RegistryClient.Form form, String name, String address) {}

    /**
     * What an install asked for.
     *
     * @param settings npm's settings given by hand
     */
    public record Resolution(
            Path project, Environment environment, Map<String, String> settings, Set<Question> questions) {
        public Resolution {
            settings = Map.copyOf(settings);
            questions = Set.copyOf(questions);
        }
    }

    /** Guarded by this, the oldest first; so are the fields below. */
    private final Deque<Set<Question>> resolutions = new ArrayDeque<>();

    private boolean isRead;
    private @Nullable Resolution latest;
    private long noted;

    /** Notes what was asked for just now. */
    public synchronized void note(Resolution resolution) {
        latest = resolution;
        noted++;
        add(resolution.questions());
    }

    /** The last command was not to use the network: nothing follows from what was asked for before it. */
    public synchronized void rest() {
        latest = null;
    }

    /** What was asked for last, if anything may follow from that. */
    public synchronized @Nullable Resolution latest() {
        return latest;
    }

    /** How often something was noted: another number for another resolution, also where it asked for the same. */
    public synchronized long noted() {
        return noted;
    }

    private void add(Set<Question> asked) {
        Set<Question> questions = new LinkedHashSet<>();
        for (Question question : asked) {
            if (questions.size() < MOST_QUESTIONS
                    && question.address().length() + question.name().length() < LONGEST_LINE - 100
                    && PackageName.problems(question.name()).validForOldPackages()) {
                questions.add(question);
            }
        }
        if (questions.isEmpty()) {
            return;
        }
        resolutions.removeIf(known -> share(known, questions) >= SAME);
        resolutions.addLast(Set.copyOf(questions));
        while (resolutions.size() > MOST_RESOLUTIONS) {
            resolutions.removeFirst();
        }
    }

    /** How much of both is in both. */
    private static double share(Set<Question> one, Set<Question> other) {
        long both = one.stream().filter(other::contains).count();
        return (double) both / (one.size() + other.size() - both);
    }

    /** What may be asked for next and was not asked for just now, the likeliest first. */
    public synchronized List<Question> likely(Set<Question> now) {
        Map<Question, Double> weights = new HashMap<>();
        for (Set<Question> resolution : resolutions) {
            long both = resolution.stream().filter(now::contains).count();
            double company = (double) both / Math.max(1, Math.min(resolution.size(), now.size()));
            for (Question question : resolution) {
                if (!now.contains(question)) {
                    weights.merge(question, 1 + COMPANY * company, Double::sum);
                }
            }
        }
        List<Question> likely = new ArrayList<>(weights.keySet());
        likely.sort(Comparator.comparingDouble((Question question) -> -weights.getOrDefault(question, 0.0))
                .thenComparing(Question::name)
                .thenComparing(Question::form)
                .thenComparing(Question::address));
        return likely;
    }

    /** Takes what an earlier process wrote, before what was asked for since, and writes all of it. */
    public synchronized void keep(Path file) {
        if (!isRead) {
            isRead = true;
            List<Set<Question>> since = List.copyOf(resolutions);
            resolutions.clear();
            read(file).forEach(this::add);
            since.forEach(this::add);
        }
        write(file);
    }

    private static List<Set<Question>> read(Path file) {
        List<Set<Question>> read = new ArrayList<>();
        try {
            if (Files.size(file) > LARGEST) {
                return List.of();
            }
            Set<Question> questions = new HashSet<>();
            try (BufferedReader reader = Files.newBufferedReader(file)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    Question question = question(line);
                    if (question != null) {
                        questions.add(question);
                    } else if (line.isEmpty()) {
                        read.add(Set.copyOf(questions));
                        questions.clear();
                    }
                }
            }
        } catch (IOException none) {
            // Nothing was asked for yet, or it is no text.
        }
        return read;
    }

    private static @Nullable Question question(String line) {
        String[] parts = line.split(" ", -1);
        for (RegistryClient.Form form : RegistryClient.Form.values()) {
            if (parts.length == 3 && form.name().equals(parts[0])) {
                return new Question(form, parts[1], parts[2]);
            }
        }
        return null;
    }

    /** A history that cannot be written is no reason to fail. */
    private void write(Path file) {
        StringBuilder text = new StringBuilder();
        for (Set<Question> resolution : resolutions) {
            for (Question question : resolution) {
                text.append(question.form()).append(' ').append(question.name()).append(' ');
                text.append(question.address()).append('\n');
            }
            text.append('\n');
        }
        Path temporary = null;
        try {
            Path folder = file.resolveSibling("");
            PrivateFolders.create(folder);
            temporary = Files.createTempFile(folder, "new", ".tmp");
            Files.writeString(temporary, text);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException unwritable) {
            try {
                if (temporary != null) {
                    Files.deleteIfExists(temporary);
                }
            } catch (IOException left) {
                // a stray file in a cache that may be deleted at any time
            }
        }
    }
}
