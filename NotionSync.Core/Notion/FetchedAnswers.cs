using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace NotionSync.Notion;

/// <summary>
/// The answers of the block-children endpoint that a reading has so far. Kept in a blob between invocations, they let a
/// reading go on without fetching anything again. In memory they lie compressed.
/// </summary>
public sealed class FetchedAnswers
{
    private const int HeaderSize = 24;
    private const int Absent = -1;
    private const int MaxCursorBytes = 16 * 1024;
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    private static readonly byte[] Format = "NSFA1"u8.ToArray();

    private readonly Dictionary<(NotionId Id, string? Cursor), byte[]?> _answers = [];

    public int Count => _answers.Count;

    /// <summary>The bytes of all answers, before compression.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes them compressed: about a tenth of <see cref="Bytes"/>.</summary>
    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);

        await stream.WriteAsync(Format, cancellationToken);
        await using var packed = new BrotliStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        var header = new byte[HeaderSize];
        BinaryPrimitives.WriteInt32LittleEndian(header, _answers.Count);
        await packed.WriteAsync(header, cancellationToken);

        foreach (var ((id, cursor), kept) in _answers)
        {
            var answer = kept is null ? null : Packed.Unpack(kept);
            var cursorBytes = cursor is null ? null : Encoding.UTF8.GetBytes(cursor);
            id.Value.TryWriteBytes(header);
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), cursorBytes?.Length ?? Absent);
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(20), answer?.Length ?? Absent);
            await packed.WriteAsync(header, cancellationToken);
            await packed.WriteAsync(cursorBytes, cancellationToken);
            await packed.WriteAsync(answer, cancellationToken);
        }
    }

    /// <exception cref="InvalidDataException">These are not answers as <see cref="WriteAsync"/> writes them, or not all.</exception>
    public static async Task<FetchedAnswers> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);

        var answers = new FetchedAnswers();
        var format = new byte[Format.Length];

        if (await stream.ReadAtLeastAsync(format, format.Length, throwOnEndOfStream: false, cancellationToken) < format.Length || !format.AsSpan().SequenceEqual(Format))
        {
            throw new InvalidDataException("These are not fetched answers.");
        }

        await using var packed = new BrotliStream(stream, CompressionMode.Decompress, leaveOpen: true);
        var header = await ReadPartAsync(packed, HeaderSize, cancellationToken);

        for (var left = BinaryPrimitives.ReadInt32LittleEndian(header); left > 0; left--)
        {
            header = await ReadPartAsync(packed, HeaderSize, cancellationToken);
            var id = new NotionId(new(header.AsSpan(0, 16)));
            var cursorLength = ReadLength(header.AsSpan(16), MaxCursorBytes);
            var answerLength = ReadLength(header.AsSpan(20), MaxAnswerBytes);
            var cursor = cursorLength == Absent ? null : Encoding.UTF8.GetString(await ReadPartAsync(packed, cursorLength, cancellationToken));
            ReadOnlyMemory<byte>? answer = answerLength == Absent ? null : new(await ReadPartAsync(packed, answerLength, cancellationToken));
            answers.Set(id, cursor, answer);
        }

        return answers;
    }

    /// <summary>Takes over what another has and this one has not.</summary>
    public void AddMissing(FetchedAnswers other)
    {
        ArgumentNullException.ThrowIfNull(other);

        foreach (var (key, answer) in other._answers)
        {
            if (_answers.TryAdd(key, answer))
            {
                Bytes += LengthOf(answer);
            }
        }
    }

    internal bool Has(NotionId id, string? cursor) => _answers.ContainsKey((id, cursor));

    internal bool TryGet(NotionId id, string? cursor, out ReadOnlyMemory<byte>? answer)
    {
        var isKnown = _answers.TryGetValue((id, cursor), out var kept);
        answer = kept is null ? default(ReadOnlyMemory<byte>?) : Packed.Unpack(kept);
        return isKnown;
    }

    /// <param name="answer">Null where Notion refuses to list these children.</param>
    internal void Set(NotionId id, string? cursor, ReadOnlyMemory<byte>? answer)
    {
        Remove(id, cursor);
        _answers[(id, cursor)] = answer is { } json ? Packed.Pack(json.Span) : null;
        Bytes += answer?.Length ?? 0;
    }

    internal void Remove(NotionId id, string? cursor)
    {
        if (_answers.Remove((id, cursor), out var answer))
        {
            Bytes -= LengthOf(answer);
        }
    }

    private static int LengthOf(byte[]? kept) => kept is null ? 0 : Packed.LengthOf(kept);

    private static int ReadLength(ReadOnlySpan<byte> header, int max)
        => BinaryPrimitives.ReadInt32LittleEndian(header) is var length && length >= Absent && length <= max
            ? length
            : throw new InvalidDataException("The fetched answers are garbled.");

    private static async Task<byte[]> ReadPartAsync(Stream stream, int length, CancellationToken cancellationToken)
    {
        var part = GC.AllocateUninitializedArray<byte>(length);

        return await stream.ReadAtLeastAsync(part, length, throwOnEndOfStream: false, cancellationToken) == length
            ? part
            : throw new InvalidDataException("The fetched answers are cut off.");
    }
}
