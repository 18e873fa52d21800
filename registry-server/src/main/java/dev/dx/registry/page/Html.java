package dev.dx.registry.page;

/** HTML while it is written. Tags are this program's own; text is escaped. */
final class Html {
    private final StringBuilder out = new StringBuilder();

    /** Markup as it stands in the source of this program. */
    Html tag(String markup) {
        out.append(markup);
        return this;
    }

    /** Text or an attribute's value, whatever is in it. */
    Html text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c < ' ' && c != '\n' && c != '\t' ? '\ufffd' : c);
            }
        }
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
