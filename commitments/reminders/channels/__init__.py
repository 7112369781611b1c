"""The coordinators' queue line in Microsoft Teams, Slack or Mattermost, once a working day."""
