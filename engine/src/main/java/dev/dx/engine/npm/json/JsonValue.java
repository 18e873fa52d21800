package dev.dx.engine.npm.json;

/** Any JSON value. Values never change. */
public sealed interface JsonValue permits JsonValue.Text, JsonValue.Numeral, JsonValue.Literal, JsonObject, JsonArray {
    record Text(String value) implements JsonValue {}

    /** A number as its digits were written. */
    record Numeral(String digits) implements JsonValue {}

    enum Literal implements JsonValue {
        TRUE,
        FALSE,
        NULL
    }

    /** Whether JavaScript would take it for true. */
    default boolean isTruthy() {
        return switch (this) {
            case Text text -> !text.value().isEmpty();
            case Numeral number -> Double.parseDouble(number.digits()) != 0;
            case Literal literal -> literal == Literal.TRUE;
            case JsonObject object -> true;
            case JsonArray array -> true;
        };
    }
}
