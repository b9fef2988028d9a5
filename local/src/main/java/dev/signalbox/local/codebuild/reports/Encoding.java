package dev.signalbox.local.codebuild.reports;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decodes XML by its byte order mark or its declaration, else as UTF-8 (XML 1.0, appendix F). The JDK's parser could, but prints on
 * the standard error output what it cannot decode.
 */
final class Encoding {

    private static final Pattern DECLARED = Pattern.compile("^<\\?xml\\s[^>]*?encoding\\s*=\\s*[\"']([^\"'<>]{1,40})[\"']");
    private static final int HEAD = 400;
    private static final String MARK = "\u00EF\u00BB\u00BF";

    private Encoding() {
    }

    /** Text that fails to be read with a {@link java.nio.charset.CharacterCodingException} where a byte is wrong. */
    static Reader decoded(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in);
        buffered.mark(HEAD);
        String head = new String(buffered.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
        buffered.reset();
        if (head.startsWith(MARK)) {
            buffered.skipNBytes(MARK.length());
        }
        return new InputStreamReader(buffered, charset(head).newDecoder());
    }

    private static Charset charset(String head) throws UnsupportedEncodingException {
        if (head.startsWith("\u00FE\u00FF") || head.startsWith("\u00FF\u00FE")) {
            return StandardCharsets.UTF_16;
        }
        if (head.startsWith("\0<")) {
            return StandardCharsets.UTF_16BE;
        }
        if (head.startsWith("<\0")) {
            return StandardCharsets.UTF_16LE;
        }
        Matcher declared = DECLARED.matcher(head);
        if (head.startsWith(MARK) || !declared.find()) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(declared.group(1));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            throw new UnsupportedEncodingException("the encoding " + declared.group(1) + " is not known");
        }
    }
}
