package dev.signalbox.local.front;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** AWS's shapes as XML and back, as the query protocol's answers and S3's bodies have them. */
final class Xml {

    /** Writes elements; what it writes becomes a document. */
    static final class Writer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final XMLStreamWriter xml;

        Writer() {
            try {
                xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
                xml.writeStartDocument("UTF-8", "1.0");
            } catch (XMLStreamException e) {
                throw new IllegalStateException(e);
            }
        }

        Writer open(String name) {
            try {
                xml.writeStartElement(name);
                return this;
            } catch (XMLStreamException e) {
                throw new IllegalStateException(e);
            }
        }

        Writer open(String name, String namespace) {
            open(name);
            try {
                xml.writeDefaultNamespace(namespace);
                return this;
            } catch (XMLStreamException e) {
                throw new IllegalStateException(e);
            }
        }

        Writer close() {
            try {
                xml.writeEndElement();
                return this;
            } catch (XMLStreamException e) {
                throw new IllegalStateException(e);
            }
        }

        /** An element with text; characters that XML cannot hold are replaced. */
        Writer text(String name, String text) {
            open(name);
            try {
                String[] lines = text.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "\uFFFD")
                        .split("\r", -1);
                for (int line = 0; line < lines.length; line++) {
                    if (line > 0) {
                        xml.writeEntityRef("#13");
                    }
                    xml.writeCharacters(lines[line]);
                }
            } catch (XMLStreamException e) {
                throw new IllegalStateException(e);
            }
            return close();
        }

        Writer members(SdkPojo shape, Predicate<SdkField<?>> wanted) {
            for (SdkField<?> field : shape.sdkFields()) {
                Object value = field.getValueOrDefault(shape);
                if (!Shapes.absent(value) && wanted.test(field)) {
                    value(field.unmarshallLocationName(), value, field);
                }
            }
            return this;
        }

        private void value(String name, Object value, SdkField<?> field) {
            switch (value) {
                case SdkPojo pojo -> open(name).members(pojo, inner -> true).close();
                case List<?> list -> {
                    ListTrait trait = field.getRequiredTrait(ListTrait.class);
                    if (!trait.isFlattened()) {
                        open(name);
                    }
                    String item = trait.isFlattened() ? name : itemName(trait);
                    list.forEach(inner -> value(item, inner, trait.memberFieldInfo()));
                    if (!trait.isFlattened()) {
                        close();
                    }
                }
                case Map<?, ?> map -> {
                    MapTrait trait = field.getRequiredTrait(MapTrait.class);
                    if (!trait.isFlattened()) {
                        open(name);
                    }
                    map.forEach((key, inner) -> {
                        open(trait.isFlattened() ? name : "entry").text(keyName(trait), (String) key);
                        value(valueName(trait), inner, trait.valueFieldInfo());
                        close();
                    });
                    if (!trait.isFlattened()) {
                        close();
                    }
                }
                default -> text(name, Scalars.write(value, field, Format.ISO_8601));
            }
        }

        byte[] document() {
            try {
                xml.writeEndDocument();
                xml.close();
                return out.toByteArray();
            } catch (XMLStreamException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Xml() {
    }

    static String itemName(ListTrait trait) {
        return trait.memberLocationName() == null ? "member" : trait.memberLocationName();
    }

    static String keyName(MapTrait trait) {
        return trait.keyLocationName() == null ? "key" : trait.keyLocationName();
    }

    static String valueName(MapTrait trait) {
        return trait.valueLocationName() == null ? "value" : trait.valueLocationName();
    }

    /** A document's root. @throws Refused when the body is no XML */
    static Element root(byte[] body) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new ByteArrayInputStream(body)).getDocumentElement();
        } catch (SAXException | IOException _) {
            throw new Refused("MalformedXML", 400, "The XML you provided was not well-formed or did not validate.");
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sets the members of a builder out of an element's children. */
    static void fill(SdkPojo target, Element element, String path, Predicate<SdkField<?>> wanted) {
        for (SdkField<?> field : target.sdkFields()) {
            List<Element> found = children(element, field.locationName());
            if (!found.isEmpty() && wanted.test(field)) {
                field.set(target, parse(found, field, path + field.memberName()));
            }
        }
    }

    private static @Nullable Object parse(List<Element> elements, SdkField<?> field, String path) {
        Element first = elements.getFirst();
        MarshallingKnownType type = field.marshallingType().getKnownType();
        return switch (type) {
            case SDK_POJO -> {
                SdkPojo inner = field.constructor().get();
                fill(inner, first, path + ".", member -> true);
                yield ((SdkBuilder<?, ?>) inner).build();
            }
            case LIST -> {
                ListTrait trait = field.getRequiredTrait(ListTrait.class);
                List<@Nullable Object> list = new ArrayList<>();
                for (Element item : trait.isFlattened() ? elements : children(first, itemName(trait))) {
                    list.add(parse(List.of(item), trait.memberFieldInfo(), path + "[" + list.size() + "]"));
                }
                yield list;
            }
            case MAP -> {
                MapTrait trait = field.getRequiredTrait(MapTrait.class);
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (Element entry : trait.isFlattened() ? elements : children(first, "entry")) {
                    children(entry, keyName(trait)).forEach(key -> map.put(key.getTextContent(),
                            parse(children(entry, valueName(trait)), trait.valueFieldInfo(), path + "." + key.getTextContent())));
                }
                yield map;
            }
            default -> Scalars.read(first.getTextContent(), field, path);
        };
    }

    private static List<Element> children(Element element, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child && name.equals(child.getLocalName())) {
                found.add(child);
            }
        }
        return found;
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
