package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.cache.CacheStatistics;
import dev.dx.engine.install.overview.EngineMemory;
import dev.dx.engine.install.tree.IdleWork;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.registry.CachePolicy;
import dev.dx.engine.npm.registry.QuestionHistory;
import dev.dx.engine.npm.registry.QuestionHistory.Question;
import dev.dx.engine.npm.registry.QuestionHistory.Resolution;
import dev.dx.engine.npm.registry.RegistryClient;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * After an install, asks registries for documents that the next one may want: those that were asked for together with the same
 * before, and those that many were. One at a time, so many and so much at most after each install; the setting {@code
 * read-ahead} says how many, 0 for none. A package is only asked for where it was had from before; a build server, and an
 * install that was not to use the network, has nothing asked.
 */
final class ReadingAhead implements IdleWork {
    private static final int USUAL_NUMBER = 64;
    private static final long MOST_BYTES = 8L << 20;
    /** As many as a few seconds are enough for. */
    private static final int MOST_AT_ONCE = 8;

    private final EngineMemory memory;
    /** What is left to ask; of the one thread that does idle work. */
    private final Deque<Question> rest = new ArrayDeque<>();

    /** Which resolution that follows from, as the history counts. */
    private long begun;

    private long bytes;

    ReadingAhead(EngineMemory memory) {
        this.memory = memory;
        memory.noteQuestions();
    }

    @Override
    public String name() {
        return "reading ahead";
    }

    @Override
    public boolean step(Environment caller) {
        QuestionHistory history = memory.packuments().questions();
        Resolution latest = history.latest();
        if (latest == null || caller.isCi() || latest.environment().isCi()) {
            return false;
        }
        NpmConfig config = NpmConfig.load(latest.environment(), latest.project(), latest.settings());
        if (history.noted() != begun) {
            begun = history.noted();
            begin(latest, config, history);
        }
        if (rest.isEmpty()) {
            return false;
        }
        boolean isDone = false;
        try (RegistryClient client = new RegistryClient(
                config, latest.environment(), CachePolicy.ONLINE, memory.packuments(), new CacheStatistics())) {
            for (int i = 0; i < MOST_AT_ONCE && bytes < MOST_BYTES && !rest.isEmpty(); i++) {
                ask(client, rest.getFirst());
                rest.removeFirst();
            }
            isDone = true;
        } catch (DxException failure) {
            // Cut short, it goes on; a registry that does not answer is left alone until somebody needs it.
            isDone = failure.code() == ErrorCode.DX_CANCELLED;
            throw failure;
        } finally {
            if (!isDone || bytes >= MOST_BYTES) {
                rest.clear();
            }
        }
        return !rest.isEmpty();
    }

    private void begin(Resolution latest, NpmConfig config, QuestionHistory history) {
        bytes = 0;
        rest.clear();
        String setting = config.get("read-ahead");
        int most = setting == null
                ? USUAL_NUMBER
                : setting.matches("\\d{1,4}")
                        ? Integer.parseInt(setting)
                        : config.flag("read-ahead", true) ? USUAL_NUMBER : 0;
        if (most == 0 || config.flag("offline", false) || config.flag("prefer-offline", false)) {
            return;
        }
        history.keep(latest.environment().dxHome().asked());
        history.likely(latest.questions()).stream()
                .filter(question -> RegistryClient.isMeant(config, question))
                .limit(most)
                .forEach(rest::add);
    }

    private void ask(RegistryClient client, Question question) {
        try {
            bytes += client.readAhead(question);
        } catch (DxException failure) {
            if (failure.code() != ErrorCode.DX_NOT_FOUND) {
                throw failure;
            }
        }
    }
}
