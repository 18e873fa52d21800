package dev.dx.app.cli.text;

/** How a stream shows text: with or without colour, with or without symbols beyond ASCII. */
public record Style(boolean colour, boolean symbols) {
    public String bold(String text) {
        return paint("1", text);
    }

    public String dim(String text) {
        return paint("2", text);
    }

    public String red(String text) {
        return paint("31", text);
    }

    public String green(String text) {
        return paint("32", text);
    }

    public String yellow(String text) {
        return paint("33", text);
    }

    public String cyan(String text) {
        return paint("36", text);
    }

    /** The symbol, or what stands for it where it cannot be shown. */
    public String symbol(String symbol, String ascii) {
        return symbols ? symbol : ascii;
    }

    private String paint(String code, String text) {
        return colour && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
