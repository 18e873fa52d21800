package dev.dx.engine.npm.registry;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** The JSON of a package with so many versions that it has a wanted size, in the abbreviated form. */
final class LargePackument {
    private static final int DEPENDENCIES = 12;

    private LargePackument() {}

    static byte[] json(String name, int size) {
        Random random = new Random(1);
        ByteArrayOutputStream json = new ByteArrayOutputStream(size + 4096);
        write(json, "{\"name\":\"" + name + "\",\"modified\":\"2024-01-01T00:00:00.000Z\",\"versions\":{");
        String version = "0.0.0";
        for (int number = 0; number == 0 || json.size() < size; number++) {
            version = (number / 400) + "." + (number / 20 % 20) + "." + (number % 20);
            write(json, number == 0 ? "" : ",");
            write(json, "\"" + version + "\":{\"name\":\"" + name + "\",\"version\":\"" + version + "\",");
            write(json, "\"dependencies\":{");
            for (int i = 0; i < DEPENDENCIES; i++) {
                write(json, (i == 0 ? "" : ",") + "\"needed-" + i + "\":\"^" + (number / 100 + i) + ".2.0\"");
            }
            write(json, "},\"engines\":{\"node\":\">=18\"},\"dist\":{\"integrity\":\"sha512-");
            write(json, base64(random, 86) + "==\",\"shasum\":\"" + base64(random, 40) + "\",");
            write(json, "\"tarball\":\"http://localhost/" + name + "/-/" + name + "-" + version + ".tgz\",");
            write(
                    json,
                    "\"fileCount\":12,\"unpackedSize\":" + random.nextInt(1_000_000) + ",\"signatures\":[{\"sig\":\"");
            write(json, base64(random, 96) + "\"}]}}");
        }
        write(json, "},\"dist-tags\":{\"latest\":\"" + version + "\"}}");
        return json.toByteArray();
    }

    private static String base64(Random random, int length) {
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private static void write(ByteArrayOutputStream json, String text) {
        json.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
