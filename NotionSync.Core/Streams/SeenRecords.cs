using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace NotionSync.Streams;

/// <summary>
/// Which records of the latest edits were brought, so that the next read, which overlaps this one, leaves them out unless
/// they changed. Notion's times are whole minutes: an edit may carry a time that was read already.
/// </summary>
/// <remarks>It holds 128 records at most. With more edits in the last minutes, some come twice; none is lost.</remarks>
internal sealed class SeenRecords
{
    private const int Capacity = 128;
    private const int EntrySize = 12;

    private readonly List<(uint Minute, ulong Hash)> _entries = [];

    public bool IsEmpty => _entries.Count == 0;

    /// <summary>Further records are brought and not remembered.</summary>
    public bool IsFull => _entries.Count == Capacity;

    public bool Contains(ulong hash) => _entries.Exists(entry => entry.Hash == hash);

    public void Add(DateTimeOffset time, ulong hash)
    {
        if (_entries.Count < Capacity)
        {
            _entries.Add((MinuteOf(time), hash));
        }
    }

    public void AddAll(SeenRecords others)
    {
        foreach (var entry in others._entries)
        {
            if (_entries.Count < Capacity && !Contains(entry.Hash))
            {
                _entries.Add(entry);
            }
        }
    }

    /// <summary>Forgets what the next read does not look at.</summary>
    public void RemoveBefore(DateTimeOffset time) => _entries.RemoveAll(entry => entry.Minute < MinuteOf(time));

    /// <summary>
    /// A hash of the whole record: with any change it is another one. The signatures of file links are left out, which
    /// Notion writes anew in each answer.
    /// </summary>
    public static ulong HashOf(ReadOnlySpan<byte> record)
    {
        // No token is longer than it stands in the record, and each has a byte for its type.
        var said = ArrayPool<byte>.Shared.Rent(record.Length * 2);
        var length = 0;
        var reader = new Utf8JsonReader(record, new() { MaxDepth = 256 });
        var (isFile, isUrl, isExpiry, fileDepth) = (false, false, false, int.MaxValue);

        while (reader.Read())
        {
            said[length++] = (byte)reader.TokenType;

            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    (isFile, isUrl, isExpiry) = (reader.ValueTextEquals("file"u8) || reader.ValueTextEquals("custom_emoji"u8), reader.ValueTextEquals("url"u8), reader.ValueTextEquals("expiry_time"u8));
                    Append(reader.ValueSpan);
                    continue;
                case JsonTokenType.StartObject when isFile && fileDepth == int.MaxValue:
                    fileDepth = reader.CurrentDepth;
                    break;
                case JsonTokenType.EndObject when reader.CurrentDepth == fileDepth:
                    fileDepth = int.MaxValue;
                    break;
                case JsonTokenType.String when isUrl && fileDepth < reader.CurrentDepth && reader.ValueSpan.IndexOf((byte)'?') is >= 0 and var query:
                    Append(reader.ValueSpan[..query]);
                    break;
                case JsonTokenType.String when isExpiry && fileDepth < reader.CurrentDepth:
                    break;
                default:
                    Append(reader.ValueSpan);
                    break;
            }

            (isFile, isUrl, isExpiry) = (false, false, false);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(said.AsSpan(0, length), hash);
        ArrayPool<byte>.Shared.Return(said);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);

        void Append(ReadOnlySpan<byte> value)
        {
            value.CopyTo(said.AsSpan(length));
            length += value.Length;
        }
    }

    public override string? ToString()
    {
        if (_entries.Count == 0)
        {
            return null;
        }

        var bytes = new byte[_entries.Count * EntrySize];

        for (var i = 0; i < _entries.Count; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(i * EntrySize), _entries[i].Minute);
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan((i * EntrySize) + 4), _entries[i].Hash);
        }

        return Convert.ToBase64String(bytes);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; of anything else nothing, which only brings records twice.</summary>
    public static SeenRecords Parse(string? text)
    {
        var seen = new SeenRecords();
        var bytes = new byte[Capacity * EntrySize];

        if (text is not null && Convert.TryFromBase64String(text, bytes, out var length))
        {
            for (var i = 0; i + EntrySize <= length; i += EntrySize)
            {
                seen._entries.Add((BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(i)), BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(i + 4))));
            }
        }

        return seen;
    }

    private static uint MinuteOf(DateTimeOffset time) => (uint)Math.Clamp(time.ToUnixTimeSeconds() / 60, 0, uint.MaxValue);
}
