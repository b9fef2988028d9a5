package dev.signalbox.local.codebuild.reports;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import org.jspecify.annotations.Nullable;

/**
 * XML that nobody vouches for, read forward and never kept. A DOCTYPE is passed over: nothing is loaded for it, and no entity
 * is known but XML's own five. Bounds: 64 MiB a file, 100 elements deep, and the JDK's own on names and attributes.
 */
final class Xml implements AutoCloseable {

    static final int MOST_BYTES = 64 << 20;
    private static final String DEEPEST = "100";
    private static final int LONGEST_WORDS = 300;

    /** They would count {@code &lt;} and its like as well; a document's own entities, which they are against, are not known. */
    private static final List<String> LIMITS_OF_ENTITIES =
            List.of("jdk.xml.entityExpansionLimit", "jdk.xml.maxGeneralEntitySizeLimit", "jdk.xml.totalEntitySizeLimit");
    private static final String NO_LIMIT = "0";

    /** What comes next. */
    enum Part { START, TEXT, END, OVER }

    private final XMLStreamReader reader;
    private int depth;

    Xml(InputStream in) throws ReportProblem {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> InputStream.nullInputStream());
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setProperty("jdk.xml.maxElementDepth", DEEPEST);
        for (String limit : LIMITS_OF_ENTITIES) {
            factory.setProperty(limit, NO_LIMIT);
        }
        try {
            reader = factory.createXMLStreamReader(Encoding.decoded(new Bounded(in)));
        } catch (XMLStreamException | IOException | RuntimeException e) {
            throw problem(e, null);
        }
    }

    /** Goes on to the next element's start or end, or to a piece of text. */
    Part next() throws ReportProblem {
        try {
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        depth++;
                        return Part.START;
                    }
                    case XMLStreamConstants.END_ELEMENT -> {
                        depth--;
                        return Part.END;
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                        return Part.TEXT;
                    }
                    case XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new ReportProblem(place(reader) + "the entity " + words(reader.getLocalName()) + " is not known");
                    default -> { }
                }
            }
            return Part.OVER;
        } catch (XMLStreamException | RuntimeException e) { // the JDK's parser lets some of its own slips out on broken input
            throw problem(e, reader);
        }
    }

    /** How many elements are open: 1 inside the root. */
    int depth() {
        return depth;
    }

    /** The element's name, at its start and end. */
    String name() {
        return reader.getLocalName();
    }

    Optional<String> attribute(String name) {
        return Optional.ofNullable(reader.getAttributeValue(null, name));
    }

    /** A whole number of an attribute; 0 when it is not there. @throws ReportProblem when it is none, or negative */
    int number(String attribute) throws ReportProblem {
        String text = attribute(attribute).orElse("0");
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw new ReportProblem(place(reader) + name() + " has " + attribute + "=\"" + words(text) + "\", which is no count");
    }

    /** Adds the text at hand, no longer than up to a bound. */
    void addTextTo(StringBuilder text, int most) {
        int room = Math.min(most - text.length(), reader.getTextLength());
        if (room > 0) {
            text.append(reader.getTextCharacters(), reader.getTextStart(), room);
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (XMLStreamException _) {
            // nothing more is read from it
        }
    }

    private static ReportProblem problem(Exception e, @Nullable XMLStreamReader reader) {
        Throwable cause = e instanceof XMLStreamException told && told.getNestedException() != null ? told.getNestedException() : e;
        return switch (cause) {
            case TooLong tooLong -> new ReportProblem(String.valueOf(tooLong.getMessage()));
            case CharacterCodingException _ -> new ReportProblem(place(reader) + "this is not in the encoding that the file names");
            default -> new ReportProblem(place(reader)
                    + words(String.valueOf(cause.getMessage()).replaceFirst("(?s)^ParseError at .*?\nMessage: ", "")));
        };
    }

    private static String place(@Nullable XMLStreamReader reader) {
        return reader == null ? ""
                : "line %d, column %d: ".formatted(reader.getLocation().getLineNumber(), reader.getLocation().getColumnNumber());
    }

    private static String words(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST_WORDS ? line : line.substring(0, LONGEST_WORDS) + "...";
    }

    private static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;

        TooLong() {
            super("the file is larger than " + (MOST_BYTES >> 20) + " MiB");
        }
    }

    /** Ends with an error where a file goes on for too long. */
    private static final class Bounded extends FilterInputStream {

        private long left = MOST_BYTES;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return count(super.read(), 1);
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = super.read(bytes, from, length);
            return count(read, read);
        }

        private int count(int answer, int bytes) throws IOException {
            if (answer >= 0) {
                left -= bytes;
                if (left < 0) {
                    throw new TooLong();
                }
            }
            return answer;
        }
    }
}
