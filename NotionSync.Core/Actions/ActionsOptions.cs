namespace NotionSync.Actions;

/// <summary>The settings under <c>Actions</c>.</summary>
public sealed class ActionsOptions
{
    /// <summary>
    /// Whether actions that write to Notion exist in this deployment. Even then a connection has to be granted it by an
    /// Admin, and the caller needs the role Integrator.
    /// </summary>
    public bool AllowWrites { get; set; }
}
