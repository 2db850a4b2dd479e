using Markdig;
using Markdig.Extensions.EmphasisExtras;

namespace NotionSync.Markdown;

/// <summary>How stored Markdown is to be read: GitHub's flavour and math, and nothing that would give text another meaning.</summary>
public static class GitHubMarkdown
{
    public static MarkdownPipeline Pipeline { get; } = new MarkdownPipelineBuilder()
        .UsePreciseSourceLocation()
        .UsePipeTables()
        .UseTaskLists()
        .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
        .UseAutoLinks()
        .UseMathematics()
        .UseYamlFrontMatter()
        .Build();
}
