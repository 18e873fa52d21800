package dev.dx.registry.packument;

/** How much a packument says. */
public enum Form {
    /** Everything. */
    FULL("application/json"),
    /** What an install needs. */
    ABBREVIATED("application/vnd.npm.install-v1+json");

    private final String type;

    Form(String type) {
        this.type = type;
    }

    /** The media type it is sent as. */
    public String type() {
        return type;
    }
}
