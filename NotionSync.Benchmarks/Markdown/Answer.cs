using System.Text.Json;
using NotionSync.Markdown;
using NotionSync.Notion;

namespace NotionSync.Benchmarks.Markdown;

/// <summary>One answer of the block-children endpoint.</summary>
internal sealed record Answer(NotionId Parent, byte[] Bytes)
{
    /// <summary>From the answers, the root's first, to Markdown. Each is let go of once it is read.</summary>
    public static MarkdownDocument Convert(IEnumerable<Answer> answers)
    {
        NotionId? root = null;
        var lists = new Dictionary<NotionId, List<Block>>();
        var parents = new List<Block>();

        foreach (var answer in answers)
        {
            var blocks = BlockJson.ReadPage(answer.Bytes).Blocks;
            root ??= answer.Parent;

            if (!lists.TryGetValue(answer.Parent, out var list))
            {
                lists[answer.Parent] = list = [];
            }

            list.AddRange(blocks);
            parents.AddRange(blocks.Where(block => block.HasChildren));
        }

        foreach (var block in parents)
        {
            block.Children = lists[block.Id];
        }

        return MarkdownConverter.Convert(lists[root!.Value], MarkdownContext.Empty);
    }

    /// <summary>The least that anything that looks at the bytes has to do.</summary>
    public static long ReadOnly(IReadOnlyList<Answer> answers)
    {
        var tokens = 0L;

        foreach (var answer in answers)
        {
            var reader = new Utf8JsonReader(answer.Bytes);

            while (reader.Read())
            {
                tokens++;
            }
        }

        return tokens;
    }

    public static void WriteAll(string path, IReadOnlyList<Answer> answers)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(answers.Count);

        foreach (var answer in answers)
        {
            writer.Write(answer.Parent.ToString());
            writer.Write(answer.Bytes.Length);
            writer.Write(answer.Bytes);
        }
    }

    /// <summary>One answer after the other, as they come from Notion.</summary>
    public static IEnumerable<Answer> Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));

        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            yield return new(NotionId.Parse(reader.ReadString()), reader.ReadBytes(reader.ReadInt32()));
        }
    }
}
