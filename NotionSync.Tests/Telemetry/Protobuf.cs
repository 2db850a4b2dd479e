using System.Buffers.Binary;
using System.Text;

namespace NotionSync.Tests.Telemetry;

/// <summary>Reads the fields of a protobuf message (https://protobuf.dev/programming-guides/encoding), as far as OTLP needs.</summary>
internal readonly struct Protobuf(ReadOnlyMemory<byte> message)
{
    private readonly ReadOnlyMemory<byte> _message = message;

    public IEnumerable<Protobuf> Messages(int field)
        => Fields().Where(found => found.Number == field).Select(found => new Protobuf(found.Value));

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field).Span);

    public string Hex(int field) => Convert.ToHexStringLower(Bytes(field).Span);

    public ReadOnlyMemory<byte> Bytes(int field)
        => Fields().Where(found => found.Number == field).Select(found => found.Value).FirstOrDefault();

    public long Number(int field)
        => Fields().Where(found => found.Number == field).Select(found => (long)found.Scalar).FirstOrDefault();

    /// <summary>Key and value of OTLP's attributes; values that are no text come as numbers.</summary>
    public Dictionary<string, string> Attributes(int field)
        => Messages(field)
            .Select(attribute => (Key: attribute.Text(1), Value: attribute.Messages(2).First()))
            .ToDictionary(pair => pair.Key, pair => pair.Value.Bytes(1).IsEmpty ? pair.Value.Number(3).ToString(System.Globalization.CultureInfo.InvariantCulture) : pair.Value.Text(1));

    private List<(int Number, ReadOnlyMemory<byte> Value, ulong Scalar)> Fields()
    {
        var fields = new List<(int, ReadOnlyMemory<byte>, ulong)>();
        var rest = _message;

        while (!rest.IsEmpty)
        {
            var tag = Varint(ref rest);
            var number = (int)(tag >> 3);

            switch (tag & 7)
            {
                case 0:
                    fields.Add((number, default, Varint(ref rest)));
                    break;
                case 1:
                    fields.Add((number, default, BinaryPrimitives.ReadUInt64LittleEndian(rest.Span)));
                    rest = rest[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref rest);
                    fields.Add((number, rest[..length], 0));
                    rest = rest[length..];
                    break;
                case 5:
                    fields.Add((number, default, BinaryPrimitives.ReadUInt32LittleEndian(rest.Span)));
                    rest = rest[4..];
                    break;
                default:
                    throw new InvalidDataException($"Field {number} is of a kind that OTLP does not have.");
            }
        }

        return fields;
    }

    private static ulong Varint(ref ReadOnlyMemory<byte> bytes)
    {
        ulong value = 0;

        for (var shift = 0; ; shift += 7)
        {
            var octet = bytes.Span[0];
            bytes = bytes[1..];
            value |= (ulong)(octet & 0x7f) << shift;

            if (octet < 0x80)
            {
                return value;
            }
        }
    }
}
