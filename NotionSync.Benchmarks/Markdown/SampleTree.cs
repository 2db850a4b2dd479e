using System.Text;
using NotionSync.Notion;

namespace NotionSync.Benchmarks.Markdown;

/// <summary>The blocks of a generated page, by the block that contains them.</summary>
internal sealed class SampleTree(string root)
{
    private const int BlocksPerAnswer = 100;

    private readonly List<(string Parent, List<byte[]> Blocks)> _lists = [];

    public string Root { get; } = root;

    public int Size => _lists.Sum(list => list.Blocks.Count);

    public List<byte[]> Add(string parent)
    {
        var blocks = new List<byte[]>();
        _lists.Add((parent, blocks));
        return blocks;
    }

    /// <summary>What Notion answers when all of it is read: lists of at most a hundred blocks.</summary>
    public IReadOnlyList<Answer> ToAnswers()
        => [.. _lists.SelectMany(list => list.Blocks.Chunk(BlocksPerAnswer).Select((blocks, index)
            => new Answer(NotionId.Parse(list.Parent), ToAnswer(blocks, isLast: (index + 1) * BlocksPerAnswer >= list.Blocks.Count))))];

    /// <summary>Writes the tree as the JavaScript converters' <c>bench.mjs</c> reads it: all lists by their parent's id.</summary>
    public void WriteForPeers(string path)
    {
        using var file = File.Create(path);
        file.Write(Encoding.UTF8.GetBytes($"{{\"root\":\"{Compact(Root)}\",\"page\":null,\"children\":{{"));

        for (var i = 0; i < _lists.Count; i++)
        {
            file.Write(Encoding.UTF8.GetBytes($"{(i == 0 ? "" : ",")}\"{Compact(_lists[i].Parent)}\":"));
            WriteArray(file, _lists[i].Blocks);
        }

        file.Write("}}"u8);
    }

    private static byte[] ToAnswer(byte[][] blocks, bool isLast)
    {
        using var answer = new MemoryStream();
        answer.Write("""{"object":"list","results":"""u8);
        WriteArray(answer, blocks);
        answer.Write(isLast ? ""","next_cursor":null,"has_more":false"""u8 : ""","next_cursor":"more","has_more":true"""u8);
        answer.Write(""","type":"block","block":{}}"""u8);
        return answer.ToArray();
    }

    private static void WriteArray(Stream output, IReadOnlyList<byte[]> blocks)
    {
        output.Write("["u8);

        for (var i = 0; i < blocks.Count; i++)
        {
            if (i > 0)
            {
                output.Write(","u8);
            }

            output.Write(blocks[i]);
        }

        output.Write("]"u8);
    }

    private static string Compact(string id) => id.Replace("-", "", StringComparison.Ordinal);
}
