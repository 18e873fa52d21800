package dev.dx.engine.npm.yaml;

import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML text into JSON values. A number stays the text it was written as: {@code 1.10} is a version here, not a
 * quantity. Tags are not acted on.
 */
public final class YamlReader {
    private static final int MAX_DEPTH = 100;
    private static final long MAX_NODES = 5_000_000;
    private static final int MAX_CODE_POINTS = 256 * 1024 * 1024;

    private final Iterator<Event> events;
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private long nodes;

    private YamlReader(Iterator<Event> events) {
        this.events = events;
    }

    /** What an alias stands for, and how many nodes it is. */
    private record Anchored(JsonValue value, long nodes) {}

    /** The text is not YAML, or more of it than there is reason for; the message says where. */
    public static final class MalformedYamlException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedYamlException(String message) {
            super(message);
        }
    }

    /** Reads the one document of the text; a text without any is an empty object. */
    public static JsonValue read(String text) throws MalformedYamlException {
        List<JsonValue> documents = readAll(text);
        if (documents.size() > 1) {
            throw new MalformedYamlException("there is more than one document");
        }
        return documents.isEmpty() ? JsonObject.EMPTY : documents.getFirst();
    }

    /** Reads every document of the text. */
    public static List<JsonValue> readAll(String text) throws MalformedYamlException {
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(MAX_CODE_POINTS)
                .setParseComments(false)
                .setUseMarks(true)
                .build();
        try {
            return new YamlReader(new Parse(settings).parseString(text).iterator()).documents();
        } catch (YamlEngineException malformed) {
            throw new MalformedYamlException(String.valueOf(malformed.getMessage())
                    .replaceAll("\\s+", " ")
                    .strip());
        }
    }

    /** Reads a document that is a map; an empty text is one. */
    public static JsonObject readObject(String text) throws MalformedYamlException {
        JsonValue value = read(text);
        if (value == JsonValue.Literal.NULL) {
            return JsonObject.EMPTY;
        }
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new MalformedYamlException("it is not a map");
    }

    private List<JsonValue> documents() throws MalformedYamlException {
        List<JsonValue> documents = new ArrayList<>();
        while (events.hasNext()) {
            if (events.next().getEventId() == Event.ID.DocumentStart) {
                documents.add(value(events.next(), 0));
                anchors.clear();
            }
        }
        return documents;
    }

    private JsonValue value(Event event, int depth) throws MalformedYamlException {
        if (depth > MAX_DEPTH) {
            throw malformed(event, "it is nested deeper than " + MAX_DEPTH + " levels");
        }
        long before = nodes;
        count(event, 1);
        JsonValue value = switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case SequenceStartEvent start -> sequence(depth);
            case MappingStartEvent start -> mapping(depth);
            case AliasEvent alias -> alias(alias);
            default -> throw malformed(event, "unexpected " + event.getEventId());
        };
        Optional<Anchor> anchor =
                event instanceof NodeEvent node && !(event instanceof AliasEvent) ? node.getAnchor() : Optional.empty();
        if (anchor.isPresent()) {
            anchors.put(anchor.get(), new Anchored(value, nodes - before));
        }
        return value;
    }

    private JsonValue alias(AliasEvent alias) throws MalformedYamlException {
        Anchored anchored = anchors.get(alias.getAlias());
        // One inside the very node it names is not among them yet.
        if (anchored == null) {
            throw malformed(alias, "*" + alias.getAlias() + " stands for nothing before it");
        }
        count(alias, anchored.nodes());
        return anchored.value();
    }

    /** Aliases count as what they stand for, so that few lines cannot become a huge document. */
    private void count(Event event, long more) throws MalformedYamlException {
        nodes += more;
        if (nodes > MAX_NODES) {
            throw malformed(event, "it holds more than " + MAX_NODES + " values");
        }
    }

    private JsonArray sequence(int depth) throws MalformedYamlException {
        List<JsonValue> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(value(event, depth + 1));
        }
        return new JsonArray(items);
    }

    private JsonObject mapping(int depth) throws MalformedYamlException {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            if (!(event instanceof ScalarEvent key)) {
                throw malformed(event, "a key is not a text");
            }
            count(event, 1);
            if (members.put(key.getValue(), value(events.next(), depth + 1)) != null) {
                throw malformed(event, "the key " + key.getValue() + " stands there twice");
            }
        }
        return JsonObject.of(members);
    }

    private static JsonValue scalar(ScalarEvent scalar) {
        String text = scalar.getValue();
        if (scalar.getScalarStyle() != ScalarStyle.PLAIN) {
            return new JsonValue.Text(text);
        }
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> JsonValue.Literal.NULL;
            case "true", "True", "TRUE" -> JsonValue.Literal.TRUE;
            case "false", "False", "FALSE" -> JsonValue.Literal.FALSE;
            default -> new JsonValue.Text(text);
        };
    }

    private static MalformedYamlException malformed(@Nullable Event event, String what) {
        String where = event == null || event.getStartMark().isEmpty()
                ? ""
                : "line " + (event.getStartMark().get().getLine() + 1) + ": ";
        return new MalformedYamlException(where + what);
    }
}
